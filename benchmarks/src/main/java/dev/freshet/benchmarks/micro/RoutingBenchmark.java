package dev.freshet.benchmarks.micro;

import dev.freshet.sink.memcached.routing.Distribution;
import dev.freshet.sink.memcached.routing.DistributionCatalogue;
import dev.freshet.sink.memcached.routing.ServerAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Which of eight servers holds a key. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoutingBenchmark {
  private static final int SERVERS = 8;
  private static final int KEYS = 1024;

  /** The distribution by its configured name. */
  @Param({"ketama", "modula"})
  public String name = "";

  private Distribution distribution = key -> 0;
  private byte[][] keys = {};
  private int next;

  /** Makes the ring and the keys. */
  @Setup
  public void prepare() {
    distribution =
        DistributionCatalogue.create(
            name,
            IntStream.rangeClosed(1, SERVERS)
                .mapToObj(i -> ServerAddress.parse("10.0.0." + i + ":11211"))
                .toList());
    keys =
        IntStream.range(0, KEYS)
            .mapToObj(i -> ("user:" + i * 977).getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
  }

  /** One key. */
  @Benchmark
  public int route() {
    next = (next + 1) % KEYS;
    return distribution.serverFor(keys[next]);
  }
}
