package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The daemon follows the source from one database to the other, on real servers. */
class SourceFailoverIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WRITERS = 2;
  private static final int LOG_TAIL = 5000;

  /** Together more than fits into a pool's queue. */
  private static final int ROUNDS_LEFT_OUT = 30;

  private static final int ROWS_OF_ROUND = 1000;

  /** How many times the source is lost at least for each kind of server, given this time. */
  private static final int MANY = 110;

  private static final Duration TIME_FOR_MANY = Duration.ofMinutes(20);

  private static final String TRANSFORMERS =
      """
      transformers=item,team
      transformers.item.type=row
      transformers.item.table=shop.items
      transformers.item.key=item:${id}
      transformers.team.type=query
      transformers.team.table=shop.items
      transformers.team.key=team:${team}
      transformers.team.query=SELECT id, label FROM shop.items WHERE team = :team ORDER BY id
      transformers.team.result=list
      """;

  @TempDir Path directory;

  private final Soak soak = Soak.named("failovers", Duration.ofSeconds(1));
  private final ReentrantReadWriteLock peace = new ReentrantReadWriteLock(true);
  private final AtomicLong written = new AtomicLong();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int admin = FreePorts.next();
  private final TestPool pool = TestPool.start("east", 2, PoolServer::direct);
  private final List<TestPool> pools = new ArrayList<>(List.of(pool));
  private long compared;
  private long missing;

  @AfterEach
  void stop() {
    threads.shutdownNow();
    pools.forEach(TestPool::close);
  }

  /** Two databases with the tables and nothing in them. */
  private static ReplicatedPair startPair(Flavor flavor) throws SQLException {
    ReplicatedPair pair = ReplicatedPair.start(flavor);
    try {
      PairWriter.create(pair.source());
      pair.awaitReplica();
      return pair;
    } catch (RuntimeException | SQLException e) {
      pair.close();
      throw e;
    }
  }

  /** A daemon that has come to be ready. */
  private DaemonProcess ready(Path file) throws Exception {
    DaemonProcess daemon = DaemonProcess.run(file, admin);
    try {
      daemon.awaitReady();
      return daemon;
    } catch (Exception | Error e) {
      daemon.close();
      throw e;
    }
  }

  private Path configure(String hosts, String more) throws IOException {
    return Files.writeString(
        directory.resolve("site.properties"),
        """
        name=site
        state.dir=%s
        admin.listen=127.0.0.1:%d
        database.hosts=%s
        database.user=freshet
        database.password=stream-pass
        heartbeat.interval=200ms
        connect.timeout=2s
        connect.backoff.max=1s
        query.timeout=30s
        pools=%s
        """
                .formatted(
                    directory.resolve("state"),
                    admin,
                    hosts,
                    pools.stream().map(TestPool::name).collect(Collectors.joining(",")))
            + pools.stream().map(TestPool::configuration).collect(Collectors.joining())
            + TRANSFORMERS
            + more);
  }

  /** What happens to the source. */
  private enum Event {
    KILL_AND_RESTART,
    SWITCH_OVER,
    RESTART,
    FAIL_OVER;

    /** Has it happen. */
    void on(ReplicatedPair pair, ReentrantReadWriteLock peace) throws SQLException {
      switch (this) {
        case KILL_AND_RESTART -> {
          pair.source().kill();
          pair.source().restart();
        }
        case RESTART -> pair.source().restart();
        case SWITCH_OVER -> {
          inPeace(peace, pair::switchOver);
          // as after an upgrade; who has stayed there has to follow by now
          pair.replica().restart();
        }
        case FAIL_OVER -> {
          DatabaseServer lost = pair.source();
          inPeace(
              peace,
              () -> {
                pair.awaitReplica();
                lost.kill();
                pair.promote();
              });
          lost.restart();
          pair.rejoin();
        }
      }
    }

    private interface Step {
      void run() throws SQLException;
    }

    private static void inPeace(ReentrantReadWriteLock peace, Step step) throws SQLException {
      peace.writeLock().lock();
      try {
        step.run();
      } finally {
        peace.writeLock().unlock();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void noChangeIsLostWhereverTheSourceGoes(Flavor flavor) throws Exception {
    try (ReplicatedPair pair = startPair(flavor)) {
      Path file = configure(pair.hosts(), "");
      try (DaemonProcess daemon = ready(file)) {
        List<Future<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          writers.add(threads.submit(new PairWriter(pair, i, peace, written)));
        }
        int events = 0;
        long end = System.nanoTime() + soak.length().dividedBy(Flavor.values().length).toNanos();
        try {
          while (System.nanoTime() < end || events < least()) {
            awaitWrites(20);
            Event event = Event.values()[events++ % Event.values().length];
            event.on(pair, peace);
            awaitWrites(20);
            compareInPeace(pair, event);
            assertThat(writers).noneMatch(Future::isDone);
          }
        } catch (ConditionTimeoutException e) {
          throw new AssertionError(tail(daemon.log()), e);
        }
        long failovers = source(daemon).get("failovers").asLong();
        assertThat(failovers).isPositive();
        assertThat(daemon.get("/metrics").body()).contains("freshet_source_failovers_total");
        assertThat(daemon.log()).contains("has moved from");
        assertThat(daemon.terminate()).isZero();
        soak.tell(
            "failovers on %s %s: the source was lost %d times, the daemon moved %d times, %d transactions meanwhile, %d keys compared, 0 lost or wrong, %d objects removed"
                .formatted(
                    flavor.displayName(),
                    pair.source().version(),
                    events,
                    failovers,
                    written.get(),
                    compared,
                    missing));
      }
    }
  }

  private int least() {
    boolean isLong = soak.isLong() && soak.length().compareTo(TIME_FOR_MANY) >= 0;
    return isLong ? MANY : Event.values().length;
  }

  private void awaitWrites(int count) {
    long enough = written.get() + count;
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> written.get() >= enough);
  }

  private void compareInPeace(ReplicatedPair pair, Event event) throws SQLException {
    peace.writeLock().lock();
    try {
      SortedMap<String, JsonNode> expected = expected(pair.source());
      await("after " + event)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .untilAsserted(() -> missing += assertHolds(expected));
      compared += expected.size();
    } finally {
      peace.writeLock().unlock();
    }
  }

  /**
   * An object may be missing that could not be read while no database was there; no row may.
   *
   * @return how many are
   */
  private int assertHolds(SortedMap<String, JsonNode> expected) throws IOException {
    PoolComparison comparison = PoolComparison.of(expected, pool.items());
    assertThat(comparison.hasNothingWrong()).as("%s", comparison).isTrue();
    Path file = directory.resolve("state/dead-letters.jsonl");
    String deadLetters = Files.exists(file) ? Files.readString(file) : "";
    assertThat(comparison.missing())
        .allMatch(key -> key.startsWith("team:") && deadLetters.contains('"' + key + '"'));
    return comparison.missing().size();
  }

  private static SortedMap<String, JsonNode> expected(DatabaseServer database) throws SQLException {
    TreeMap<String, JsonNode> expected = new TreeMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET group_concat_max_len = 10000000");
      for (String query :
          List.of(
              "SELECT CONCAT('item:', id), JSON_OBJECT('id', id, 'team', team, 'label', label)"
                  + " FROM shop.items",
              "SELECT CONCAT('team:', team), CONCAT('[', GROUP_CONCAT(JSON_OBJECT('id', id,"
                  + " 'label', label) ORDER BY id), ']') FROM shop.items GROUP BY team")) {
        try (ResultSet rows = statement.executeQuery(query)) {
          while (rows.next()) {
            expected.put(rows.getString(1), PhotoSite.parse(rows.getString(2)));
          }
        }
      }
    }
    return expected;
  }

  private static JsonNode source(DaemonProcess daemon) throws InterruptedException {
    DaemonProcess.Answer answer = daemon.get("/status");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return PhotoSite.parse(answer.body()).get("source");
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - LOG_TAIL));
  }

  private static String address(DatabaseServer server) {
    return server.host() + ":" + server.port();
  }

  /** Without its source, the daemon waits for the replica, and a new one begins there. */
  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aHostThatIsBehindIsWaitedFor(Flavor flavor) throws Exception {
    try (ReplicatedPair pair = startPair(flavor)) {
      pair.source().execute("INSERT INTO shop.items VALUES (1, 1, 'first')");
      pair.awaitReplica();
      Path file = configure(pair.hosts(), "");
      try (DaemonProcess daemon = ready(file)) {
        pair.stopReplica(true);
        pair.source()
            .execute(
                "INSERT INTO shop.items VALUES (2, 1, 'second')",
                "UPDATE shop.items SET label='changed' WHERE id=1");
        pair.awaitTakenIn();
        SortedMap<String, JsonNode> expected = expected(pair.source());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(pool.items()).isEqualTo(expected));
        assertThat(source(daemon).get("server").asText()).isEqualTo(address(pair.source()));
        // it accepts connections and says nothing
        pair.source().pause();
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(source(daemon).get("why").asText())
                        .contains(address(pair.replica()), "does not have transactions"));
        assertThat(pool.items()).isEqualTo(expected);
        pair.startApplying();
        daemon.awaitReady();
        assertThat(source(daemon).get("server").asText()).isEqualTo(address(pair.replica()));
        assertThat(source(daemon).get("failovers").asLong()).isEqualTo(1);
        pair.promote();
        pair.source().execute("INSERT INTO shop.items VALUES (3, 2, 'third')");
        awaitEqual(pair);
        assertThat(daemon.terminate()).isZero();
      }
      pair.source().execute("UPDATE shop.items SET team=3 WHERE id=2");
      try (DaemonProcess daemon = ready(file)) {
        awaitEqual(pair);
        assertThat(daemon.terminate()).isZero();
      }
      // the first of the hosts is there, but not as far as the pools are
      pair.replica().resume();
      DaemonProcess.Outcome check = DaemonProcess.executeHere("check", "-c", file.toString());
      assertThat(check.status()).as("%s", check).isZero();
      try (DaemonProcess daemon = ready(file)) {
        assertThat(source(daemon).get("server").asText()).isEqualTo(address(pair.source()));
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private void awaitEqual(ReplicatedPair pair) throws SQLException {
    SortedMap<String, JsonNode> expected = expected(pair.source());
    for (TestPool any : pools) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                SortedMap<String, JsonNode> held = new TreeMap<>(any.items());
                held.keySet().removeIf(key -> key.startsWith("freshet:"));
                assertThat(held).isEqualTo(expected);
              });
    }
  }

  /** Of three, the first is dead and the second is behind. */
  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aHostThatIsBehindIsPassedOverForOneThatIsNot(Flavor flavor) throws Exception {
    try (ReplicatedPair pair = startPair(flavor)) {
      DatabaseServer third = pair.another();
      Path file = configure(pair.hosts(), "");
      try (DaemonProcess daemon = ready(file)) {
        pair.stopReplica(false);
        pair.source().execute("INSERT INTO shop.items VALUES (1, 1, 'first')");
        awaitEqual(pair);
        pair.awaitApplied(third);
        pair.source().kill();
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(source(daemon).get("server").asText()).isEqualTo(address(third)));
        pair.promote(third);
        third.execute("UPDATE shop.items SET label='goes on' WHERE id=1");
        awaitEqual(pair);
        assertThat(source(daemon).get("failovers").asLong()).isEqualTo(1);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  /** What a pool missed on one source it reads from the next. */
  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aPoolThatWasLeftBehindCatchesUpAtTheNewSource(Flavor flavor) throws Exception {
    TestPool west = TestPool.start("west", 2);
    pools.add(west);
    try (ReplicatedPair pair = startPair(flavor)) {
      Path file = configure(pair.hosts(), "pool.queue.bytes=1m\nbatch.max.bytes=64k\n");
      try (DaemonProcess daemon = ready(file)) {
        west.disconnect();
        for (int i = 0; i < ROUNDS_LEFT_OUT; i++) {
          pair.source().execute(rows(i));
        }
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(daemon.poolStates())
                        .containsEntry("west", "down")
                        .containsEntry("east", "live"));
        pair.awaitReplica();
        west.restore();
        pair.source().kill();
        pair.promote();
        pair.source().execute("DELETE FROM shop.items WHERE id % 7 = 0");
        awaitEqual(pair);
        daemon.awaitReady();
        assertThat(source(daemon).get("failovers").asLong()).isEqualTo(1);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private static String rows(int round) {
    return IntStream.range(0, ROWS_OF_ROUND)
        .mapToObj(id -> "(%d, %d, 'label %d of round %d')".formatted(id, id % 9, id, round))
        .collect(Collectors.joining(", ", "REPLACE INTO shop.items VALUES ", ""));
  }

  /** What the pools hold of transactions that the new source never had is named, and mended. */
  @ParameterizedTest
  @EnumSource(Flavor.class)
  void transactionsThatWereLostInAFailoverAreNamed(Flavor flavor) throws Exception {
    try (ReplicatedPair pair = startPair(flavor)) {
      Path file = configure(pair.hosts(), "");
      try (DaemonProcess daemon = ready(file)) {
        pair.source().execute("INSERT INTO shop.items VALUES (1, 1, 'first')");
        pair.awaitReplica();
        pair.stopReplica(false);
        pair.source().execute("INSERT INTO shop.items VALUES (2, 1, 'lost')");
        SortedMap<String, JsonNode> withLost = expected(pair.source());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(pool.items()).isEqualTo(withLost));
        pair.source().kill();
        pair.promote();
        pair.source()
            .execute(
                "INSERT INTO shop.items VALUES (3, 2, 'third')",
                "INSERT INTO shop.items VALUES (4, 2, 'fourth')");
        assertThat(daemon.awaitExit()).isEqualTo(1);
        assertThat(daemon.log())
            .containsPattern(
                flavor == Flavor.MYSQL
                    ? "does not know transactions [0-9a-f-]{36}:\\d+ of the stored position"
                    : "does not know transactions 0-\\d+-\\d+ of the stored position")
            .contains("they were lost when it took over", "position.lost=warm");
        // an object that was to be read once more, and could not be, is gone
        assertHolds(withLost);
      }
      DaemonProcess.Outcome check = DaemonProcess.executeHere("check", "-c", file.toString());
      assertThat(check.status()).as("%s", check).isEqualTo(1);
      assertThat(check.output() + check.messages()).contains("does not know transactions");
      configure(pair.hosts(), "position.lost=warm\n");
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        awaitEqual(pair);
        daemon.awaitReady();
        pair.source().execute("UPDATE shop.items SET label='goes on' WHERE id=1");
        awaitEqual(pair);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  /** What they hold of lost transactions would count as newer than what the new source has. */
  @ParameterizedTest
  @EnumSource(Flavor.class)
  void guardedPoolsAreMendedOnceTheNewSourceHasCountedOn(Flavor flavor) throws Exception {
    int lost = 10;
    try (ReplicatedPair pair = startPair(flavor)) {
      Path file =
          configure(
              pair.hosts(), "pools.east.guard=version\nposition.lost=warm\nstart.timeout=2m\n");
      try (DaemonProcess daemon = ready(file)) {
        pair.source().execute("INSERT INTO shop.items VALUES (1, 1, 'first'), (2, 1, 'second')");
        pair.awaitReplica();
        pair.stopReplica(false);
        for (int i = 0; i < lost; i++) {
          pair.source().execute("UPDATE shop.items SET label='lost %d' WHERE id=1".formatted(i));
        }
        awaitEqual(pair);
        pair.source().kill();
        pair.promote();
        pair.source().execute("UPDATE shop.items SET label='kept' WHERE id=2");
        if (flavor == Flavor.MYSQL) {
          await()
              .atMost(PATIENCE)
              .until(() -> daemon.log().contains("counts fewer transactions than the pools east"));
        }
        for (int i = 0; i < lost; i++) {
          pair.source().execute("UPDATE shop.items SET label='kept %d' WHERE id=2".formatted(i));
        }
        awaitEqual(pair);
        daemon.awaitReady();
        pair.source().execute("UPDATE shop.items SET label='goes on' WHERE id=1");
        awaitEqual(pair);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  /** What a replica has of its own is there when it is the source, unless it is purged. */
  @ParameterizedTest
  @EnumSource(Flavor.class)
  void transactionsOfTheNewSourceComeAlong(Flavor flavor) throws Exception {
    try (ReplicatedPair pair = startPair(flavor)) {
      Path file = configure(pair.hosts(), "");
      try (DaemonProcess daemon = ready(file)) {
        pair.source().execute("INSERT INTO shop.items VALUES (1, 1, 'first')");
        awaitEqual(pair);
        pair.awaitReplica();
        pair.executeAtReplica("INSERT INTO shop.items VALUES (8, 1, 'errant')");
        pair.source().execute("UPDATE shop.items SET label='behind it' WHERE id=1");
        awaitEqual(pair);
        pair.awaitReplica();
        pair.source().kill();
        pair.promote();
        pair.source().execute("INSERT INTO shop.items VALUES (2, 1, 'its own')");
        awaitEqual(pair);
        assertThat(source(daemon).get("failovers").asLong()).isEqualTo(1);
        assertThat(daemon.terminate()).isZero();
      }
      pair.source().execute("INSERT INTO shop.items VALUES (3, 1, 'purged')");
      await().atMost(PATIENCE).until(() -> pair.source().purgeBinlogs() == 1);
      pair.replica().restart();
      DaemonProcess.Outcome check = DaemonProcess.executeHere("check", "-c", file.toString());
      if (flavor == Flavor.MYSQL) {
        assertThat(check.output() + check.messages())
            .contains("its binlog no longer has transactions");
      }
      pair.replica().kill();
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        assertThat(daemon.awaitExit()).isEqualTo(1);
        assertThat(daemon.log()).contains("purged", "position.lost=warm");
      }
    }
  }

  @Test
  void severalHostsWithoutGtidsAreRefused() throws Exception {
    try (DatabaseServer database =
        DatabaseServer.start(Flavor.MYSQL, "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF")) {
      PairWriter.create(database);
      Path file = configure(address(database) + ",127.0.0.1:" + FreePorts.next(), "");
      DaemonProcess.Outcome check = DaemonProcess.executeHere("check", "-c", file.toString());
      assertThat(check.status()).as("%s", check).isEqualTo(1);
      assertThat(check.output() + check.messages())
          .contains("gtid_mode is OFF: no place of it can be found on another of database.hosts");
      DaemonProcess.Outcome run = DaemonProcess.execute("run", "-c", file.toString());
      assertThat(run.status()).as("%s", run).isEqualTo(1);
      assertThat(run.messages()).contains("gtid_mode=OFF", "set gtid_mode=ON");
    }
  }
}
