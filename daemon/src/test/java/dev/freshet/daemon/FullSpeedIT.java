package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.Soak;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that always has more to read than it can hand over needs no more memory for it. */
class FullSpeedIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int WRITERS = 3;
  private static final int BLOCKS = 100;
  private static final int ROWS = BLOCKS * BlockWriter.ROWS_EACH;

  /** Written and not handed over yet, at most, in rows: seconds of work, but disks are finite. */
  private static final long MOST_BEHIND = 1_000_000;

  /** The heap's 256 MB, and what the JVM needs beside. */
  private static final long MOST_RESIDENT_BYTES = 512_000_000;

  /** What lives depends on what is just being read and sent, some tens of megabytes. */
  private static final long SLACK_BYTES = 32_000_000;

  /** Rows are many objects to a site, so that mapping them takes longer than writing them. */
  private static final String TRANSFORMERS =
      """
      transformers=whole,name,state,other
      transformers.whole.type=row
      transformers.whole.table=bulk.items
      transformers.whole.key=whole:${id}
      transformers.name.type=row
      transformers.name.table=bulk.items
      transformers.name.key=name:${id}
      transformers.name.fields=id,name
      transformers.state.type=row
      transformers.state.table=bulk.items
      transformers.state.key=state:${id}
      transformers.state.fields=id,n
      transformers.other.type=row
      transformers.other.table=bulk.items
      transformers.other.key=other:${id}
      """;

  @TempDir Path directory;

  private final Soak soak = Soak.named("full-speed", Duration.ofSeconds(10));
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int looks = soak.isLong() ? 30 : 3;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void memoryDoesNotGrowWhileThereIsAlwaysMore() throws Exception {
    try (DatabaseServer database =
            DatabaseServer.start(
                Flavor.MYSQL,
                "--sync-binlog=0",
                "--innodb-flush-log-at-trx-commit=0",
                "--max-binlog-size=256M",
                "--binlog-expire-logs-seconds=300");
        TestPool east = TestPool.start("east", 1, () -> PoolServer.direct("-m", "512"))) {
      Backlog.write(database, ROWS);
      database.execute("ALTER TABLE bulk.items ADD n BIGINT NOT NULL DEFAULT 0");
      SiteConfiguration configuration = SiteConfiguration.in(directory, database);
      Path file = configuration.write(TRANSFORMERS, east);
      try (DaemonProcess daemon = DaemonProcess.run(file, configuration.adminPort())) {
        daemon.awaitReady();
        List<Future<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          writers.add(
              threads.submit(
                  new BlockWriter(database, i, BLOCKS, written, () -> behind() < MOST_BEHIND)));
        }
        List<LiveMemory> memory = watch(daemon);
        threads.shutdownNow();
        for (Future<Void> writer : writers) {
          writer.get();
        }
        compare(database, daemon, east.servers().get(0));
        judge(memory);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private long behind() {
    return written.get() - read.get();
  }

  /** What it needs at the end of each part of the time. */
  private List<LiveMemory> watch(DaemonProcess daemon) throws Exception {
    List<LiveMemory> memory = new ArrayList<>();
    long begun = System.nanoTime();
    long partNanos = soak.length().toNanos() / looks;
    long idle = 0;
    long seen = 0;
    while (memory.size() < looks) {
      Thread.sleep(100);
      read.set(updates(daemon));
      seen++;
      idle += behind() < BlockWriter.ROWS_EACH * WRITERS ? 1 : 0;
      if (System.nanoTime() - begun >= partNanos * (memory.size() + 1)) {
        memory.add(LiveMemory.of(daemon.pid()));
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    soak.tell(
        "full-speed: %,d rows, %,.0f a second and 4 keys of each, for %.1f minutes through 256 MB; first %s, last %s; %d of %d looks found nothing left to read"
            .formatted(
                read.get(),
                read.get() / seconds,
                seconds / 60,
                memory.get(0),
                memory.get(memory.size() - 1),
                idle,
                seen));
    assertThat(read.get()).as("rows").isPositive();
    if (soak.isLong()) {
      assertThat(idle).as("times that it had nothing left to read").isLessThan(seen / 20);
    }
    return memory;
  }

  private static long updates(DaemonProcess daemon) throws Exception {
    return (long) daemon.metric("freshet_rows_total", "[^}]*kind=\"update\"[^}]*").orElse(0);
  }

  /** In the long form the first sixth is there to fill what is filled once. */
  private void judge(List<LiveMemory> memory) {
    assertThat(memory)
        .allSatisfy(look -> assertThat(look.residentBytes()).isLessThan(MOST_RESIDENT_BYTES));
    if (!soak.isLong()) {
      return;
    }
    List<LiveMemory> first = memory.subList(looks / 6, looks / 3);
    List<LiveMemory> last = memory.subList(looks - looks / 6, looks);
    assertThat(average(last, LiveMemory::heapBytes))
        .as("bytes that live in the heap; all: %s", memory)
        .isLessThan(average(first, LiveMemory::heapBytes) + SLACK_BYTES);
    assertThat(average(last, LiveMemory::residentBytes))
        .as("bytes that are resident; all: %s", memory)
        .isLessThan(average(first, LiveMemory::residentBytes) + 2 * SLACK_BYTES);
  }

  private static double average(List<LiveMemory> memory, ToLongFunction<LiveMemory> of) {
    return memory.stream().mapToLong(of).average().orElseThrow();
  }

  /** Every key holds what the database does, once all has been read. */
  private void compare(DatabaseServer database, DaemonProcess daemon, PoolServer server)
      throws Exception {
    database.execute("INSERT INTO bulk.items VALUES (" + ROWS + ", 'last', 0)");
    try (MemcachedReader reader = server.reader();
        Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, name, n FROM bulk.items ORDER BY id")) {
      await("the last row; log:\n" + daemon.log())
          .atMost(PATIENCE)
          .until(() -> reader.get("other:" + ROWS).isPresent());
      while (rows.next()) {
        int id = rows.getInt(1);
        long n = rows.getLong(3);
        if (n == 0 && id != ROWS) {
          continue; // never updated, so it came by no binlog that was read
        }
        assertThat(reader.getText("whole:" + id))
            .contains("{\"id\":%d,\"name\":\"%s\",\"n\":%d}".formatted(id, rows.getString(2), n));
        assertThat(reader.getText("state:" + id)).contains("{\"id\":%d,\"n\":%d}".formatted(id, n));
      }
    }
  }
}
