package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.Soak;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A transaction far larger than the daemon's memory, 256 MB, comes through in parts. */
class HugeTransactionIT {

  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final int LONG_ROWS = 10_000_000;
  private static final int SHORT_ROWS = 300_000;
  private static final int SAMPLE = 20_000;

  private static final String TRANSFORMERS =
      """
      transformers=big,small
      transformers.big.type=row
      transformers.big.table=shop.big
      transformers.big.key=big:${id}
      transformers.small.type=row
      transformers.small.table=shop.small
      transformers.small.key=small:${id}
      """;

  @TempDir Path directory;

  private final Soak soak = Soak.named("huge-transaction", Duration.ofSeconds(1));

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aTransactionLargerThanMemoryComesThrough(Flavor flavor) throws Exception {
    int rows = soak.isLong() ? LONG_ROWS : SHORT_ROWS;
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool east = TestPool.start("east", 1, PoolServer::direct)) {
      create(database);
      SiteConfiguration configuration = SiteConfiguration.in(directory, database);
      Path file = configuration.write(TRANSFORMERS, east);
      try (DaemonProcess daemon = DaemonProcess.run(file, configuration.adminPort());
          MemcachedReader reader = east.servers().get(0).reader()) {
        daemon.awaitReady();
        long seconds = insert(database, rows);
        long begun = System.nanoTime();
        database.execute("INSERT INTO shop.small VALUES (1)");
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(100))
            .until(
                () -> {
                  assertThat(daemon.isAlive()).isTrue();
                  return reader.get("small:1").isPresent();
                });
        long after = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        int present = compare(reader, rows);
        assertThat(present).isPositive();
        assertThat(reader.getText("big:" + (rows - 1)).orElseThrow()).isEqualTo(value(rows - 1));
        daemon.awaitReady();
        assertThat(daemon.get("/metrics").body())
            .containsPattern("freshet_source_retention_headroom_seconds\\{.*} [1-9]");
        assertThat(daemon.terminate()).isZero();
        soak.tell(
            "huge-transaction on %s %s: %d rows, written in %d s and in the pool %d s later, through 256 MB; %d of %d keys looked at were there, all right"
                .formatted(
                    flavor.displayName(),
                    database.version(),
                    rows,
                    seconds,
                    after,
                    present,
                    SAMPLE));
      }
    }
  }

  private static void create(DatabaseServer database) throws Exception {
    database.execute(
        "SET GLOBAL binlog_expire_logs_seconds=86400",
        "CREATE DATABASE shop",
        "CREATE DATABASE numbers",
        "CREATE TABLE shop.big (id INT PRIMARY KEY, name VARCHAR(40), n BIGINT)",
        "CREATE TABLE shop.small (id INT PRIMARY KEY)",
        "CREATE TABLE numbers.digits (d INT PRIMARY KEY)",
        "INSERT INTO numbers.digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
        "CREATE TABLE numbers.thousand (n INT PRIMARY KEY)",
        "INSERT INTO numbers.thousand SELECT a.d * 100 + b.d * 10 + c.d FROM numbers.digits a,"
            + " numbers.digits b, numbers.digits c",
        "CREATE USER freshet IDENTIFIED BY 'stream-pass'",
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT ON *.* TO freshet");
  }

  /** Writes them in one transaction; gives the seconds that it took. */
  private static long insert(DatabaseServer database, int rows) throws Exception {
    long begun = System.nanoTime();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      int millions = Math.max(1, rows / 1_000_000);
      for (int i = 0; i < millions; i++) {
        statement.execute(
            "INSERT INTO shop.big SELECT id, CONCAT('name ', id), id * 1000003 FROM (SELECT "
                + i * 1_000_000
                + " + a.n * 1000 + b.n AS id FROM numbers.thousand a, numbers.thousand b WHERE"
                + " a.n < "
                + Math.min(1000, rows / 1000)
                + ") made");
      }
      connection.commit();
    }
    return Duration.ofNanos(System.nanoTime() - begun).toSeconds();
  }

  private static String value(long id) {
    return "{\"id\":%d,\"name\":\"name %d\",\"n\":%d}".formatted(id, id, id * 1_000_003);
  }

  /** What was dropped for want of room may be missing. */
  private static int compare(MemcachedReader reader, int rows) {
    Random random = new Random(1);
    int present = 0;
    for (int i = 0; i < SAMPLE; i++) {
      int id = random.nextInt(rows);
      Optional<String> held = reader.getText("big:" + id);
      if (held.isPresent()) {
        assertThat(held.get()).isEqualTo(value(id));
        present++;
      }
    }
    return present;
  }
}
