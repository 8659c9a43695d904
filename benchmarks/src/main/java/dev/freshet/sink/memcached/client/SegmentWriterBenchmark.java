package dev.freshet.sink.memcached.client;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.ChangeOrigin;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Sets of values as a row makes them, to the bytes that go to a server. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SegmentWriterBenchmark {
  private static final int OPERATIONS = 100;
  private static final int VALUE_BYTES = 200;
  private static final long NOW_SECONDS = 1_800_000_000;

  private final SegmentWriter writer =
      new SegmentWriter(
          false,
          new ServerFacts("1.6.45", 1 << 20, ServerFacts.USUAL_CHUNK_BYTES, true, false, null));
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final CommandBuffer out = new CommandBuffer(channel);
  private final List<CacheOperation> operations =
      IntStream.range(0, OPERATIONS)
          .mapToObj(
              i ->
                  CacheOperation.set(
                      CacheKey.of("user:" + (100_000 + i)), new byte[VALUE_BYTES], 0, 0, origin()))
          .toList();

  /** One of a hundred that go out together. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int write() {
    writer.write(out, new Segment(operations, 1), NOW_SECONDS);
    channel.flush();
    ByteBuf written = Objects.requireNonNull(channel.readOutbound());
    int bytes = written.readableBytes();
    written.release();
    return bytes;
  }

  private static ChangeOrigin origin() {
    return new ChangeOrigin("user", new TableName("freshet_benchmark", "users"), new Nowhere());
  }

  private record Nowhere() implements SourcePosition {
    @Override
    public String text() {
      return "nowhere";
    }

    @Override
    public long order() {
      return 0;
    }

    @Override
    public boolean covers(SourcePosition other) {
      return true;
    }
  }
}
