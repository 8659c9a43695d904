package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.MemcachedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each wrong set-up is named by {@code check}, and by {@code run} where it cannot go on. */
class WrongSetupIT {

  private static DatabaseServer database;
  private static MemcachedServer memcached;

  @TempDir Path directory;

  private final Map<String, String> properties = new LinkedHashMap<>();

  @BeforeAll
  static void startServers() throws Exception {
    database = DatabaseServer.start(Flavor.MYSQL);
    memcached = MemcachedServer.start();
    database.execute(
        "CREATE DATABASE shop",
        "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(20))",
        "CREATE USER freshet@'%' IDENTIFIED BY 'stream-pass'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO freshet@'%'",
        "CREATE USER poor@'%' IDENTIFIED BY 'poor-pass'");
  }

  @AfterAll
  static void stopServers() {
    memcached.close();
    database.close();
  }

  private Path configuration(String... changes) throws IOException {
    properties.put("name", "shop");
    properties.put("state.dir", directory.resolve("state").toString());
    properties.put("admin.listen", "");
    properties.put("start.timeout", "1s");
    properties.put("database.hostname", database.host());
    properties.put("database.port", Integer.toString(database.port()));
    properties.put("database.user", "freshet");
    properties.put("database.password", "stream-pass");
    properties.put("transformers", "user");
    properties.put("transformers.user.type", "row");
    properties.put("transformers.user.table", "shop.users");
    properties.put("transformers.user.key", "user:${id}");
    properties.put("pools", "east");
    properties.put("pools.east.servers", memcached.address());
    for (int i = 0; i < changes.length; i += 2) {
      properties.put(changes[i], changes[i + 1]);
    }
    StringBuilder text = new StringBuilder();
    properties.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return Files.writeString(directory.resolve("shop.properties"), text);
  }

  private Path withKeyQuery(String query) throws IOException {
    return configuration(
        "transformers.user.type",
        "query",
        "transformers.user.query",
        "SELECT name FROM shop.users WHERE id = :id",
        "transformers.user.warm.query",
        query);
  }

  private static DaemonProcess.Outcome check(Path configuration) throws Exception {
    return DaemonProcess.execute("check", "-c", configuration.toString());
  }

  private static DaemonProcess.Outcome run(Path configuration) throws Exception {
    return DaemonProcess.execute("run", "-c", configuration.toString());
  }

  private static void assertProblem(DaemonProcess.Outcome outcome, String... parts) {
    assertThat(outcome.status()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.output().lines().filter(line -> line.startsWith("PROBLEM")))
        .as(outcome.toString())
        .anySatisfy(line -> assertThat(line).contains(parts).contains("Remedy: "));
    assertThat(outcome.toString()).doesNotContain("stream-pass", "poor-pass", "wrong-pass");
  }

  private static void assertStops(DaemonProcess.Outcome outcome, int status, String... parts) {
    assertThat(outcome.status()).as(outcome.toString()).isEqualTo(status);
    assertThat(outcome.messages()).contains(parts);
    assertThat(outcome.toString()).doesNotContain("stream-pass", "poor-pass", "wrong-pass");
  }

  @Test
  void aRightSetupHasNoProblem() throws Exception {
    DaemonProcess.Outcome outcome = check(configuration());
    assertThat(outcome.status()).as(outcome.toString()).isZero();
    assertThat(outcome.output()).contains("OK").doesNotContain("PROBLEM").doesNotContain("WARNING");
  }

  @Test
  void aQueryThatDoesNotTellTheKeysIsNamed() throws Exception {
    Path file = withKeyQuery("SELECT name FROM shop.users");
    String lacks = "transformers.user.warm.query returns no column id, which the key names";
    assertProblem(check(file), "transformer user.warm.query", lacks);
    assertStops(run(file), 1, lacks, "Mend the query");
    Path unknown = withKeyQuery("SELECT id FROM shop.visits WHERE day = 1");
    assertProblem(check(unknown), "transformer user.warm.query", "shop.visits");
    assertStops(run(unknown), 1, "transformers.user.warm.query cannot be used", "shop.visits");
  }

  @Test
  void aWrongConfigurationNamesAllItsProblemsAtOnce() throws Exception {
    Path file =
        configuration(
            "database.prot", "1", "start.from", "yesterday", "transformers.user.kee", "user:${id}");
    for (String command : new String[] {"check", "run", "status"}) {
      DaemonProcess.Outcome outcome = DaemonProcess.execute(command, "-c", file.toString());
      assertStops(
          outcome,
          2,
          "database.prot",
          "did you mean database.port",
          "start.from=yesterday",
          "did you mean transformers.user.key");
      assertThat(outcome.output()).isEmpty();
    }
  }

  @Test
  void aMissingConfigurationFileIsNamed() throws Exception {
    Path file = directory.resolve("missing.properties");
    assertStops(check(file), 2, file.toString());
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsNamed() throws Exception {
    String port = Integer.toString(FreePorts.next());
    Path file = configuration("database.port", port);
    assertProblem(check(file), "127.0.0.1:" + port);
    assertStops(run(file), 1, "127.0.0.1:" + port);
  }

  @Test
  void aWrongPasswordIsNamed() throws Exception {
    Path file = configuration("database.password", "wrong-pass");
    assertProblem(check(file), "freshet");
    assertStops(run(file), 1, "freshet");
  }

  @Test
  void missingGrantsAreNamed() throws Exception {
    Path file = configuration("database.user", "poor", "database.password", "poor-pass");
    assertProblem(check(file), "REPLICATION");
    assertStops(run(file), 1, "REPLICATION");
  }

  @Test
  void aServerWithoutBinlogIsNamed() throws Exception {
    try (DatabaseServer other =
        DatabaseServer.start(
            Flavor.MYSQL, "--skip-log-bin", "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF")) {
      other.execute(
          "CREATE USER freshet@'%' IDENTIFIED BY 'stream-pass'",
          "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO freshet@'%'");
      Path file = configuration("database.port", Integer.toString(other.port()));
      assertProblem(check(file), "log_bin");
      assertStops(run(file), 1, "log_bin");
    }
  }

  @Test
  void statementFormatIsNamed() throws Exception {
    try (DatabaseServer other = DatabaseServer.start(Flavor.MARIADB, "--binlog-format=STATEMENT")) {
      other.execute(
          "CREATE USER freshet@'%' IDENTIFIED BY 'stream-pass'",
          "GRANT SELECT, REPLICATION SLAVE, BINLOG MONITOR ON *.* TO freshet@'%'");
      Path file = configuration("database.port", Integer.toString(other.port()));
      assertProblem(check(file), "binlog_format", "STATEMENT");
      assertStops(run(file), 1, "binlog_format");
    }
  }

  @Test
  void aPoolThatIsDownIsNamedAndDoesNotKeepTheDaemonFromStarting() throws Exception {
    int port = FreePorts.next();
    int admin = FreePorts.next();
    Path file =
        configuration(
            "pools.east.servers", "127.0.0.1:" + port, "admin.listen", "127.0.0.1:" + admin);
    assertProblem(check(file), "127.0.0.1:" + port);
    try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
      await().until(() -> daemon.get("/health/ready").body().contains("pool east is down"));
      assertThat(daemon.get("/health/live").status()).isEqualTo(200);
      DaemonProcess.Outcome status = DaemonProcess.execute("status", "--config", file.toString());
      assertThat(status.status()).as(status.toString()).isZero();
      assertThat(status.output()).contains("pool=east state=down").contains("127.0.0.1:" + port);
      assertThat(daemon.terminate()).isZero();
    }
  }

  @Test
  void aServerThatSpeaksGarbageIsNamed() throws Exception {
    try (ServerSocket garbage = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread speaker = new Thread(() -> speak(garbage), "garbage");
      speaker.setDaemon(true);
      speaker.start();
      String address = "127.0.0.1:" + garbage.getLocalPort();
      assertProblem(check(configuration("pools.east.servers", address)), address);
    }
  }

  private static void speak(ServerSocket garbage) {
    boolean open = true;
    while (open) {
      open = greet(garbage);
    }
  }

  /** Whether there is somebody else to greet: a peer that closes early does not end it. */
  private static boolean greet(ServerSocket garbage) {
    try (var socket = garbage.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return true;
    } catch (IOException e) {
      return !garbage.isClosed();
    }
  }

  @Test
  void aLostPositionIsNamed() throws Exception {
    int admin = FreePorts.next();
    Path file = configuration("admin.listen", "127.0.0.1:" + admin);
    try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
      daemon.awaitReady();
      assertThat(daemon.terminate()).isZero();
    }
    database.execute("INSERT INTO shop.users VALUES (1, 'Ann')", "FLUSH BINARY LOGS");
    database.execute("PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 DAY");
    assertProblem(check(file), "purged");
    assertStops(run(file), 1, "purged");
  }

  @Test
  void aTornCheckpointIsNamed() throws Exception {
    Path file = configuration();
    Files.createDirectories(directory.resolve("state"));
    Files.writeString(
        directory.resolve("state/checkpoint"), "freshet-checkpoint\t1\nname\tshop\npool\teast");
    DaemonProcess.Outcome outcome = check(file);
    assertProblem(outcome, "state/checkpoint", "torn");
    assertStops(run(file), 1, "state/checkpoint", "torn");
  }

  @Test
  void routeNeedsNoServer() throws Exception {
    Path file = configuration("database.port", "1", "pools.east.servers", "127.0.0.1:21301");
    DaemonProcess.Outcome outcome =
        DaemonProcess.execute("route", "-c", file.toString(), "user:1", "user:2");
    assertThat(outcome.status()).as(outcome.toString()).isZero();
    assertThat(outcome.output())
        .isEqualTo("east\tuser:1\t127.0.0.1:21301\neast\tuser:2\t127.0.0.1:21301\n");
  }

  @Test
  void statusWithoutADaemonSaysSo() throws Exception {
    Path file = configuration("admin.listen", "127.0.0.1:" + FreePorts.next());
    DaemonProcess.Outcome outcome = DaemonProcess.execute("status", "-c", file.toString());
    assertStops(outcome, 1, "no daemon answers");
  }

  @Test
  void wrongUsageGivesStatus2() throws Exception {
    for (String[] arguments :
        new String[][] {{}, {"run"}, {"rnu"}, {"route", "-c", "x"}, {"check", "--confg", "x"}}) {
      DaemonProcess.Outcome outcome = DaemonProcess.execute(arguments);
      assertThat(outcome.status()).as(outcome.toString()).isEqualTo(2);
      assertThat(outcome.messages()).contains("Usage: freshet");
    }
  }
}
