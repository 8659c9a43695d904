package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TlsMode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.Soak;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a server's binlog looks like with random damage, half of it with right checksums: the stream
 * reads it or stops with a name and a place, at once and in little memory.
 */
class BinlogFuzzIT {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long MOST_MEMORY = 64L << 20;
  private static final int LEAST_CASES = 100_000;
  private static final int BATCH = 500;

  private final Soak soak = Soak.named("fuzz", Duration.ofSeconds(20));
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Map<FuzzedStream.Ending, Integer> endings =
      new EnumMap<>(FuzzedStream.Ending.class);
  private final AtomicLong running = new AtomicLong();
  private long mostMemory;

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void damagedEventsStopTheStreamAtOnceWithTheirPlace(Flavor flavor) throws Exception {
    String[] options =
        flavor == Flavor.MARIADB
            ? new String[] {"--log-bin-compress=1", "--log-bin-compress-min-len=10"}
            : new String[] {};
    try (DatabaseServer server = DatabaseServer.start(flavor, options)) {
      ServerAccess access = access(server);
      RecordedBinlog binlog = record(server, access);
      FuzzedStream reader = new FuzzedStream(access);
      assertThat(binlog.units()).hasSizeGreaterThan(10);
      BinlogPosition byGtid = (BinlogPosition) Sources.of(server).earliestPosition();
      long cases = run(reader, binlog, byGtid, soak.length().toNanos() / Flavor.values().length);
      soak.tell(
          "fuzz on %s %s: %d damaged streams, %s; %d values decoded, %d refused; at most %d KiB"
              .formatted(
                  flavor.displayName(),
                  server.version(),
                  cases,
                  endings,
                  reader.values(),
                  reader.undecodableValues(),
                  mostMemory >> 10));
      assertThat(endings).containsKeys(FuzzedStream.Ending.READ, FuzzedStream.Ending.STOPPED);
      assertThat(reader.values()).isGreaterThan(cases);
      if (soak.isLong()) {
        assertThat(cases).isGreaterThan(LEAST_CASES);
      }
    }
  }

  private static RecordedBinlog record(DatabaseServer server, ServerAccess access)
      throws Exception {
    server.execute("FLUSH BINARY LOGS");
    BinlogPosition from = (BinlogPosition) Sources.of(server).latestPosition();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      FuzzedWorkload.run(server.flavor(), connection, statement);
    }
    return RecordedBinlog.read(access, from);
  }

  private static ServerAccess access(DatabaseServer server) {
    return new ServerAccess(
        server.host(),
        server.port(),
        server.user(),
        server.password(),
        TlsMode.DISABLED,
        "",
        "",
        Duration.ofSeconds(10));
  }

  private long run(FuzzedStream reader, RecordedBinlog binlog, BinlogPosition byGtid, long nanos)
      throws Exception {
    long end = System.nanoTime() + nanos;
    ExecutorService thread = Executors.newSingleThreadExecutor();
    long seed = 0;
    try {
      while (System.nanoTime() < end) {
        long first = seed;
        Future<?> batch = thread.submit(() -> batch(reader, binlog, byGtid, first));
        await(batch);
        seed += BATCH;
      }
    } finally {
      thread.shutdownNow();
    }
    return seed;
  }

  private void await(Future<?> batch) throws Exception {
    while (true) {
      long before = running.get();
      try {
        batch.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException e) {
        if (running.get() == before) {
          throw new AssertionError("the stream of seed " + before + " does not end", e);
        }
      } catch (ExecutionException e) {
        throw new AssertionError("the stream of seed " + running.get() + " failed", e.getCause());
      }
    }
  }

  private Void batch(FuzzedStream reader, RecordedBinlog binlog, BinlogPosition byGtid, long first)
      throws Exception {
    for (long seed = first; seed < first + BATCH; seed++) {
      running.set(seed);
      DamagedStream stream = DamagedStream.of(binlog, seed);
      BinlogPosition from =
          byGtid instanceof GtidPosition && seed % 4 == 0
              ? new FilePosition(binlog.file(), stream.start())
              : byGtid;
      long before = threads.getCurrentThreadAllocatedBytes();
      endings.merge(reader.read(stream, from), 1, Integer::sum);
      long memory = threads.getCurrentThreadAllocatedBytes() - before;
      mostMemory = Math.max(mostMemory, memory);
      assertThat(memory).isLessThan(MOST_MEMORY);
    }
    return null;
  }
}
