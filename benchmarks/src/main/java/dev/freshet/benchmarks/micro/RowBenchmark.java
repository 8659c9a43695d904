package dev.freshet.benchmarks.micro;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.row.RowTransformerFactory;
import dev.freshet.transformers.value.JsonEncoder;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** One row, from the event's bytes to a set with a JSON value. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RowBenchmark {
  private final UserEvent event = new UserEvent();
  private final JsonEncoder encoder = new JsonEncoder(event.schema(), new int[] {0, 1, 2, 3, 4, 5});
  private final RowImage image = event.read();
  private final RowTransformer transformer = transformer();

  /** Finding the values in the event. */
  @Benchmark
  public RowImage decode() {
    return event.read();
  }

  /** Values that have been found, to JSON. */
  @Benchmark
  public byte[] encode() {
    return encoder.encode(image);
  }

  /** All of it, with the key. */
  @Benchmark
  public void transform(Blackhole blackhole) {
    transformer.transform(RowChange.insert(event.schema(), event.read()), new Swallowed(blackhole));
  }

  private RowTransformer transformer() {
    RowTransformerFactory factory = new RowTransformerFactory();
    Map<String, String> options = Map.of("table", "freshet_benchmark.users", "key", "user:${id}");
    try {
      return factory.create("user", Settings.of(factory.options(), options)).bind(event.schema());
    } catch (InvalidSettingsException | BindException e) {
      throw new IllegalStateException("the transformer does not fit the users table", e);
    }
  }

  private record Swallowed(Blackhole blackhole) implements OperationCollector {
    @Override
    public void set(CacheKey key, byte[] value, int flags, int ttlSeconds) {
      blackhole.consume(key);
      blackhole.consume(value);
    }

    @Override
    public long order() {
      return 1;
    }

    @Override
    public void delete(CacheKey key) {
      blackhole.consume(key);
    }

    @Override
    public void reject(@Nullable CacheKey key, String reason) {
      throw new IllegalStateException(reason);
    }
  }
}
