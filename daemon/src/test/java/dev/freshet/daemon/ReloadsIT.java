package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.testkit.CommitDelay;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.Replication;
import dev.freshet.testkit.Soak;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Objects are read from a database that has a change later than the binlog tells of it: the engine
 * commits late, or a replica applies late. Each writer changes rows that are its own, and does not
 * go on before every pool shows what it wrote: a stale value would stay for ever.
 */
class ReloadsIT {

  private static final int WRITERS = 4;
  private static final int ROWS_EACH = 50;
  private static final Duration DELAY = Duration.ofMillis(40);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CASES = 4;

  private static final String TRANSFORMERS =
      """
      transformers=counter
      transformers.counter.type=query
      transformers.counter.table=site.counters
      transformers.counter.key=counter:${id}
      transformers.counter.query=SELECT v FROM site.counters WHERE id = :id
      transformers.counter.result=scalar
      """;

  @TempDir Path directory;

  private final Soak soak = Soak.named("reloads", Duration.ofSeconds(12));
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong delays = new AtomicLong();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private enum Late {
    ENGINE,
    REPLICA
  }

  @ParameterizedTest
  @CsvSource({"MYSQL, ENGINE", "MARIADB, ENGINE", "MYSQL, REPLICA", "MARIADB, REPLICA"})
  void noReloadIsStale(Flavor flavor, Late late) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor);
        DatabaseServer replica = late == Late.REPLICA ? DatabaseServer.start(flavor) : database;
        TestPool pool = TestPool.start("east", 2, PoolServer::direct)) {
      Replication replication = late == Late.REPLICA ? Replication.start(database, replica) : null;
      new PhotoSite(database).create();
      createCounters(database);
      SiteConfiguration site = SiteConfiguration.in(directory, database);
      String hosts =
          replication == null
              ? ""
              : "query.hosts=%s:%d%n".formatted(replica.host(), replica.port());
      Path file = site.write(TRANSFORMERS + hosts, pool);
      try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
        daemon.awaitReady();
        long end = System.nanoTime() + soak.length().dividedBy(CASES).toNanos();
        Future<?> delaying =
            threads.submit(
                replication == null
                    ? commitLate(CommitDelay.of(database, DELAY), end)
                    : applyLate(replication, end));
        List<Future<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          writers.add(threads.submit(writer(database, pool, i, end)));
        }
        for (Future<Void> writer : writers) {
          writer.get();
        }
        delaying.get();
        soak.tell(
            "reloads: %s, late %s: 0 stale values in %d changes, %d of which were delayed"
                .formatted(
                    flavor.displayName(),
                    late == Late.ENGINE ? "engine" : "replica",
                    changes.get(),
                    delays.get()));
        assertThat(changes).hasValueGreaterThan(500);
        assertThat(delays).hasValueGreaterThan(5);
        assertThat(daemon.terminate()).isZero();
        assertThat(directory.resolve("state/dead-letters.jsonl")).doesNotExist();
      }
    }
  }

  private static void createCounters(DatabaseServer database) throws SQLException {
    database.execute("CREATE TABLE site.counters (id INT PRIMARY KEY, v BIGINT NOT NULL)");
    StringBuilder rows = new StringBuilder("INSERT INTO site.counters VALUES (0, 0)");
    for (int id = 1; id < WRITERS * ROWS_EACH; id++) {
      rows.append(", (").append(id).append(", 0)");
    }
    database.execute(rows.toString());
  }

  private Callable<Void> commitLate(CommitDelay delay, long end) {
    return () -> {
      while (System.nanoTime() < end) {
        delay.arm();
        delays.incrementAndGet();
        Thread.sleep(DELAY.toMillis() + 20);
      }
      return null;
    };
  }

  private Callable<Void> applyLate(Replication replication, long end) {
    Random random = new Random();
    return () -> {
      while (System.nanoTime() < end) {
        replication.stopApplying();
        delays.incrementAndGet();
        Thread.sleep(50 + random.nextInt(150));
        replication.startApplying();
        Thread.sleep(random.nextInt(100));
      }
      return null;
    };
  }

  private Callable<Void> writer(DatabaseServer database, TestPool pool, int number, long end) {
    return () -> {
      List<MemcachedReader> readers = pool.servers().stream().map(PoolServer::reader).toList();
      try (Connection connection = database.connect();
          PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE site.counters SET v = ? WHERE id BETWEEN ? AND ?")) {
        long first = (long) number * ROWS_EACH;
        for (long value = 1; System.nanoTime() < end; value++) {
          update.setLong(1, value);
          update.setLong(2, first);
          update.setLong(3, first + ROWS_EACH - 1);
          update.executeUpdate();
          changes.addAndGet(ROWS_EACH);
          for (long id = first; id < first + ROWS_EACH; id++) {
            awaitValue(readers, "counter:" + id, String.valueOf(value));
          }
        }
      } finally {
        readers.forEach(MemcachedReader::close);
      }
      return null;
    };
  }

  private static void awaitValue(List<MemcachedReader> readers, String key, String value)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String held = "";
    while (System.nanoTime() < deadline) {
      for (MemcachedReader reader : readers) {
        held = reader.getText(key).orElse(held);
      }
      if (held.equals(value)) {
        return;
      }
      Thread.sleep(2);
    }
    throw new AssertionError("%s stays at %s, written was %s".formatted(key, held, value));
  }
}
