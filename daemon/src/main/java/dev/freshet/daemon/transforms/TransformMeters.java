package dev.freshet.daemon.transforms;

import dev.freshet.daemon.plugin.ForeignCalls;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.atomic.LongAdder;

/** How the transforms behave. Thread-safe. */
public final class TransformMeters implements MeterBinder {

  private final Transforms transforms;

  public TransformMeters(Transforms transforms) {
    this.transforms = transforms;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("freshet.transforms.dropped", transforms, Transforms::dropped)
        .description("Changes to rows that a transform has dropped")
        .register(registry);
    transforms
        .failures()
        .forEach(
            (transform, count) ->
                FunctionCounter.builder(
                        "freshet.transforms.failures", count, LongAdder::doubleValue)
                    .description(
                        "Changes to rows with which a transform threw or did not return in time, or"
                            + " of which transforms made what cannot be used: (result)")
                    .tag("transform", transform)
                    .register(registry));
    Gauge.builder(
            "freshet.transforms.stuck.threads", transforms.calls(), ForeignCalls::stuckThreads)
        .description("Threads of transforms that did not return in time, and still run")
        .register(registry);
    Gauge.builder("freshet.transforms.off", transforms.calls(), each -> each.isExhausted() ? 1 : 0)
        .description("1 if transforms are not called any more: changes become dead letters")
        .register(registry);
  }
}
