package dev.freshet.daemon.plugin;

import dev.freshet.api.spi.Transformer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How the transformers of plug-ins behave, by the transformer's name. Thread-safe. */
public final class PluginMeters implements MeterBinder {

  private final List<ContainedTransformer> contained;

  /**
   * @param transformers all configured transformers; those that are no plug-in's are left out
   */
  public PluginMeters(Collection<Transformer> transformers) {
    contained =
        transformers.stream()
            .filter(ContainedTransformer.class::isInstance)
            .map(ContainedTransformer.class::cast)
            .toList();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (ContainedTransformer transformer : contained) {
      failures(transformer, "threw", PluginCalls::thrown, registry);
      failures(transformer, "late", PluginCalls::late, registry);
      Gauge.builder("freshet.plugin.stuck.threads", transformer.calls(), PluginCalls::stuckThreads)
          .description("Threads of calls that did not return in time, and still run")
          .tag("transformer", transformer.name())
          .register(registry);
      Gauge.builder("freshet.plugin.off", transformer, each -> each.isOff() ? 1 : 0)
          .description("1 if the transformer is switched off: its changes become dead letters")
          .tag("transformer", transformer.name())
          .register(registry);
    }
  }

  private static void failures(
      ContainedTransformer transformer,
      String reason,
      ToDoubleFunction<PluginCalls> count,
      MeterRegistry registry) {
    FunctionCounter.builder("freshet.plugin.failures", transformer.calls(), count)
        .description("Calls of a plug-in's transformer that threw or did not return in time")
        .tag("transformer", transformer.name())
        .tag("reason", reason)
        .register(registry);
  }
}
