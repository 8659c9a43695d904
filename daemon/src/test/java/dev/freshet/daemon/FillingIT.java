package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.Soak;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two pools are filled from a large table while its rows change, are removed, come back and move to
 * other keys, and another table is truncated again and again; the daemon is killed meanwhile and
 * the filling goes on. Then the pools are held against the database.
 */
class FillingIT {

  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final int KILLS = 5;
  private static final int CHANGES_PER_SECOND = 2000;
  private static final int WRITERS = 2;
  private static final int CHANGES_PER_TRANSACTION = 100;
  private static final int SMALL_ROWS = 100;
  private static final int CAUGHT_UP_MILLIS = 500;
  private static final int SAMPLE = 2000;

  private static final String TRANSFORMERS =
      """
      transformers=item,small
      transformers.item.type=row
      transformers.item.table=big.items
      transformers.item.key=item:${slot}
      transformers.small.type=row
      transformers.small.table=big.small
      transformers.small.key=small:${id}
      """;

  @TempDir Path directory;

  private final Soak soak = Soak.named("filling", Duration.ofSeconds(20));
  private final int rows = soak.isLong() ? 5_000_000 : 1 << 16;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicBoolean stopWriting = new AtomicBoolean();

  private final Random random = new Random(20261126);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void poolsAreFullAndTrueWhateverHappensMeanwhile() throws Exception {
    String[] memory = {"-m", "3072"};
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL);
        TestPool east = TestPool.start("east", 1, () -> PoolServer.direct(memory));
        TestPool west = TestPool.start("west", 1, () -> PoolServer.direct(memory))) {
      create(database);
      SiteConfiguration configuration = SiteConfiguration.in(directory, database);
      Path file = configuration.write(TRANSFORMERS, east, west);
      List<Future<Double>> writing = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Writer writer = new Writer(database, i);
        writing.add(threads.submit(writer::write));
      }
      double changesPerSecond;
      long worstLag = fill(file, configuration.adminPort());
      DaemonProcess daemon = DaemonProcess.run(file, configuration.adminPort());
      try (daemon) {
        daemon.awaitReady();
        assertThat(writing).noneMatch(Future::isDone);
        stopWriting.set(true);
        changesPerSecond = 0;
        for (Future<Double> each : writing) {
          changesPerSecond += each.get();
        }
        // also for what the last TRUNCATE has left behind
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  assertThat(heldBy(east)).isEqualTo(heldBy(west)).isEqualTo(made(database));
                });
        assertThat(daemon.terminate()).isZero();
      }
      soak.tell(
          "filling: %d rows, %d changes meanwhile, %.0f a second, %d kills; the lag was at most %.1f s"
              .formatted(rows, changes.get(), changesPerSecond, KILLS, worstLag / 1000.0));
      if (soak.isLong()) {
        // beside other tests they say nothing
        assertThat(worstLag).isLessThan(2000);
        assertThat(changesPerSecond).isGreaterThan(0.95 * CHANGES_PER_SECOND);
      }
      List<String> wrong = new ArrayList<>();
      for (TestPool pool : List.of(east, west)) {
        wrong.addAll(wrongOf(database, pool));
      }
      assertThat(wrong).isEmpty();
      DaemonProcess.Outcome verified = DaemonProcess.executeHere("verify", "-c", file.toString());
      soak.tell(verified.output());
      assertThat(verified.status()).as("%s", verified).isZero();
    }
  }

  private void create(DatabaseServer database) throws Exception {
    database.execute(
        "CREATE DATABASE big",
        "CREATE TABLE big.items (id INT PRIMARY KEY, slot INT NOT NULL UNIQUE,"
            + " name VARCHAR(60) NOT NULL, price DECIMAL(10,2) NOT NULL)",
        "CREATE TABLE big.small (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)",
        "CREATE USER freshet@'%' IDENTIFIED BY 'stream-pass'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO freshet@'%'",
        "INSERT INTO big.items VALUES (0, 0, 'an item', 0.5)");
    for (int filled = 1; filled < rows; filled *= 2) {
      database.execute(
          "INSERT INTO big.items SELECT id + %1$d, slot + %1$d, CONCAT('item ', id + %1$d), id %% 100 FROM big.items WHERE id < %2$d"
              .formatted(filled, rows - filled));
    }
  }

  /** Fills the pools, with kills of the daemon; gives the worst lag in milliseconds. */
  private long fill(Path file, int adminPort) throws Exception {
    long worst = 0;
    for (int kills = 0; ; kills++) {
      try (DaemonProcess daemon = DaemonProcess.run(file, adminPort)) {
        // what it has missed while it was dead is not what filling costs
        await().atMost(PATIENCE).until(() -> areUp(daemon) && lagMillis(daemon) < CAUGHT_UP_MILLIS);
        Future<DaemonProcess.Outcome> warming =
            threads.submit(() -> DaemonProcess.executeHere("warm", "-c", file.toString()));
        long goal = (long) rows * (kills + 1) / (KILLS + 2);
        while (!warming.isDone() && (kills == KILLS || placed(daemon) < goal)) {
          worst = Math.max(worst, lagMillis(daemon));
          Thread.sleep(100);
        }
        if (kills == KILLS) {
          assertThat(warming.get().status()).as(warming.get().messages()).isZero();
          assertThat(daemon.terminate()).isZero();
          return worst;
        }
        daemon.kill();
        assertThat(warming.get().status()).as("the %dth is interrupted", kills).isEqualTo(1);
      }
    }
  }

  private static boolean areUp(DaemonProcess daemon) throws Exception {
    return daemon.poolStates().size() == 2
        && daemon.poolStates().values().stream().allMatch("live"::equals);
  }

  private static long placed(DaemonProcess daemon) throws Exception {
    DaemonProcess.Answer answer = daemon.get("/warm");
    long placed = 0;
    if (answer.status() == 200) {
      for (JsonNode table : PhotoSite.parse(answer.body()).get("tables")) {
        placed += table.get("rows").asLong();
      }
    }
    return placed;
  }

  private static long lagMillis(DaemonProcess daemon) throws Exception {
    DaemonProcess.Answer answer = daemon.get("/status");
    long lag = 0;
    if (answer.status() == 200) {
      for (JsonNode pool : PhotoSite.parse(answer.body()).get("pools")) {
        lag = Math.max(lag, Math.round(pool.get("lag_seconds").asDouble() * 1000));
      }
    }
    return lag;
  }

  /**
   * Changes rows at a rate, in a connection of its own. Beside others, as one connection alone
   * spends too much of its time waiting for the server.
   */
  private final class Writer {

    private static final String DEADLOCK = "40001";

    private final DatabaseServer database;
    private final int number;
    private final Random random;

    /** The ids of rows that were removed, of one statement each. */
    private final Queue<String> removed = new ArrayDeque<>();

    Writer(DatabaseServer database, int number) {
      this.database = database;
      this.number = number;
      this.random = new Random(20261126 + number);
    }

    /** Goes on until it is told to stop; gives how many rows it changed in a second. */
    double write() throws Exception {
      long begun = System.nanoTime();
      long own = 0;
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        for (long nextTruncate = 0; !stopWriting.get(); ) {
          int changed = change(statement);
          connection.commit();
          own += changed;
          changes.addAndGet(changed);
          if (number == 0 && own >= nextTruncate) {
            truncate(statement);
            connection.commit();
            nextTruncate += 5 * CHANGES_PER_SECOND / WRITERS;
          }
          long due = begun + own * Duration.ofSeconds(WRITERS).toNanos() / CHANGES_PER_SECOND;
          Thread.sleep(Math.max(0, Duration.ofNanos(due - System.nanoTime()).toMillis()));
        }
      }
      return own * 1e9 / (System.nanoTime() - begun);
    }

    /**
     * Removes rows, brings back what was removed, moves some to other keys or changes their values.
     */
    private int change(Statement statement) throws Exception {
      String ids =
          random
              .ints(CHANGES_PER_TRANSACTION, 0, rows / WRITERS)
              .mapToObj(id -> Integer.toString(id * WRITERS + number))
              .collect(Collectors.joining(","));
      int kind = removed.isEmpty() ? 0 : random.nextInt(4);
      String sql =
          switch (kind) {
            case 0 -> "DELETE FROM big.items WHERE id IN (%s)".formatted(ids);
            case 1 ->
                "REPLACE INTO big.items VALUES "
                    + Arrays.stream(removed.element().split(","))
                        .map(id -> "(%s, %d, 'back', 1)".formatted(id, rows + random.nextInt(rows)))
                        .collect(Collectors.joining(","));
            case 2 ->
                "UPDATE IGNORE big.items SET slot = (slot + %d) %% %d WHERE id IN (%s)"
                    .formatted(random.nextInt(2 * rows), 2 * rows, ids);
            default -> "UPDATE big.items SET price = price + 0.01 WHERE id IN (%s)".formatted(ids);
          };
      int changed;
      try {
        changed = statement.executeUpdate(sql);
      } catch (SQLException e) {
        if (DEADLOCK.equals(e.getSQLState())) {
          // two have moved rows to the same slots, and the server has undone this
          return 0;
        }
        throw e;
      }
      if (kind == 0) {
        removed.add(ids);
      } else if (kind == 1) {
        removed.remove();
      }
      return changed;
    }

    private void truncate(Statement statement) throws Exception {
      statement.execute("TRUNCATE big.small");
      int first = random.nextInt(1_000_000);
      for (int i = 0; i < SMALL_ROWS; i++) {
        statement.executeUpdate("INSERT INTO big.small VALUES (%d, 'small')".formatted(first + i));
      }
    }
  }

  private static long made(DatabaseServer database) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT (SELECT COUNT(*) FROM big.items) + (SELECT COUNT(*) FROM big.small)")) {
      result.next();
      return result.getLong(1);
    }
  }

  /** How many keys a pool holds, but for the one that says that it is warm. */
  private static long heldBy(TestPool pool) {
    try (MemcachedReader reader = pool.servers().get(0).reader()) {
      // one that has expired is counted until it is asked for
      int own = reader.get("freshet:site:ready").isPresent() ? 1 : 0;
      return Long.parseLong(String.valueOf(reader.stats().get("curr_items"))) - own;
    }
  }

  /** Which of some rows the pool does not hold as the database says. */
  private List<String> wrongOf(DatabaseServer database, TestPool pool) throws Exception {
    List<String> wrong = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        MemcachedReader reader = pool.servers().get(0).reader()) {
      for (int i = 0; i < SAMPLE; i++) {
        try (ResultSet row =
            statement.executeQuery(
                ("SELECT slot, JSON_OBJECT('id', id, 'slot', slot, 'name', name, 'price', price)"
                        + " FROM big.items WHERE id >= %d ORDER BY id LIMIT 1")
                    .formatted(random.nextInt(rows)))) {
          if (row.next()) {
            Optional<JsonNode> held =
                reader.getText("item:" + row.getString(1)).map(PhotoSite::parse);
            if (!held.equals(Optional.of(PhotoSite.parse(row.getString(2))))) {
              wrong.add(row.getString(1) + ": " + held);
            }
          }
        }
      }
    }
    return wrong;
  }
}
