package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.Rejection;
import dev.freshet.api.spi.Pool;
import dev.freshet.sink.memcached.FakeMemcached.Script;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Malformed answers in, exact messages out, and no operation lost. */
class MisbehavingServerTest {

  private static final String LOOK_AT_ADDRESS =
      "correct its address in servers if something else listens there, else look at its version";

  private static Pool poolOf(FakeMemcached server) {
    return Pools.of(
        "servers",
        server.address(),
        "protocol",
        "meta",
        "connect.timeout",
        "500ms",
        "reconnect.backoff",
        "5ms",
        "reconnect.backoff.max",
        "20ms");
  }

  private static Finding check(Script script) {
    try (FakeMemcached server = new FakeMemcached(script);
        Pool pool = poolOf(server)) {
      Finding finding = pool.check().get(0);
      assertThat(finding.subject()).isEqualTo("pool test " + server.address());
      return new Finding(
          finding.severity(),
          finding.subject(),
          finding.message().replace(server.address() + " ", "SERVER "),
          finding.remedy());
    }
  }

  private static void assertProblem(Script script, String message, String remedy) {
    Finding finding = check(script);
    assertThat(finding.severity()).isEqualTo(Finding.Severity.PROBLEM);
    assertThat(finding.message()).isEqualTo("SERVER " + message);
    assertThat(finding.remedy()).isEqualTo(remedy);
  }

  @Test
  void aWebServerIsNamed() {
    assertProblem(
        connection -> {
          connection.readLine();
          connection.say("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        },
        "does not speak memcached's protocol: it says \"HTTP/1.1 400 Bad Request\"",
        LOOK_AT_ADDRESS);
  }

  @Test
  void aMysqlServerIsNamed() {
    assertProblem(
        connection -> {
          connection.say("J\0\0\0\n9.7.0\0" + "x".repeat(60));
          connection.listen();
        },
        "does not speak memcached's protocol: it says \"J...\"",
        LOOK_AT_ADDRESS);
  }

  @Test
  void anEndlessLineIsCutShort() {
    assertProblem(
        connection -> {
          connection.say("x".repeat(4000));
          connection.listen();
        },
        "does not speak memcached's protocol: it says \"" + "x".repeat(60) + "...\"",
        LOOK_AT_ADDRESS);
  }

  @Test
  void aServerThatAnswersNothingIsGivenUp() {
    assertProblem(
        FakeMemcached.Connection::listen,
        "takes the connection but does not answer within connect.timeout",
        "look whether the server hangs or is stopped, and what listens there");
  }

  @Test
  void aServerThatHangsUpIsNamed() {
    assertProblem(
        FakeMemcached.Connection::readLine,
        "closes the connection before it has answered",
        "look at its log and its connection limit (memcached -c), whether it speaks TLS (ssl.mode),"
            + " and at what listens there");
  }

  @Test
  void aServerWithoutMetaCommandsIsTooOld() {
    assertProblem(
        connection -> {
          connection.readHandshake("1.4.39");
          connection.say("STAT item_size_max 1048576\r\nEND\r\n");
          connection.say("ERROR\r\nERROR\r\nERROR\r\n");
          connection.listen();
        },
        "is memcached \"1.4.39\", which does not know the meta commands as they are since 1.6.10",
        "install memcached 1.6.10 or newer there; protocol=meta needs it");
  }

  @Test
  void aServerWithTheFirstMetaCommandsIsTooOld() {
    assertProblem(
        connection -> {
          connection.readHandshake("1.6.9");
          connection.say("END\r\nCLIENT_ERROR bad data chunk\r\nMN\r\nMN\r\n");
          connection.listen();
        },
        "is memcached \"1.6.9\", which does not know the meta commands as they are since 1.6.10",
        "install memcached 1.6.10 or newer there; protocol=meta needs it");
  }

  @Test
  void aServerThatDemandsAuthenticationIsNamed() {
    assertProblem(
        connection -> {
          connection.readLine();
          connection.say("CLIENT_ERROR unauthenticated\r\n");
          connection.listen();
        },
        "demands authentication, and there is no username",
        "set username and password of the pool as in the server's file (memcached -Y)");
  }

  /** What the server reads of a connection that has username and password, line by line. */
  private static List<String> told(Script greeting, int lines) {
    List<String> told = new CopyOnWriteArrayList<>();
    try (FakeMemcached server =
            new FakeMemcached(
                connection -> {
                  told.add(connection.readLine());
                  greeting.run(connection);
                  for (int line = 0; line < lines; line++) {
                    told.add(connection.readLine());
                  }
                });
        Pool pool =
            Pools.of(
                "servers",
                server.address(),
                "protocol",
                "meta",
                "username",
                "somebody",
                "password",
                "secret")) {
      assertThat(pool.check().get(0).severity()).isEqualTo(Finding.Severity.PROBLEM);
      return told;
    }
  }

  @Test
  void aServerThatAsksForNoPasswordIsToldNone() {
    assertThat(told(connection -> connection.say("VERSION 1.6.45\r\n"), 2))
        .containsExactly("version", "stats settings", "ms freshet:probe 2 C1 T-1");
  }

  @Test
  void thePasswordIsToldAsAValueThatHasExpired() {
    assertThat(told(connection -> connection.say("CLIENT_ERROR unauthenticated\r\n"), 2))
        .containsExactly("version", "set freshet:login 0 -1 15", "somebody secret");
  }

  @Test
  void aServerWithoutSettingsIsTaken() {
    Finding finding =
        check(
            connection -> {
              connection.readHandshake("1.6.45");
              connection.say("ERROR\r\nNF\r\nMN\r\nNF\r\nVERSION 1.6.45\r\n");
              connection.listen();
            });
    assertThat(finding.severity()).isEqualTo(Finding.Severity.OK);
    assertThat(finding.message()).isEqualTo("memcached 1.6.45, meta protocol");
  }

  @Test
  void nothingThatListensIsNamed() {
    String address;
    try (FakeMemcached server = new FakeMemcached()) {
      address = server.address();
    }
    try (Pool pool = Pools.of("servers", address, "protocol", "meta")) {
      assertThat(pool.check())
          .containsExactly(
              Finding.problem(
                  "pool test " + address,
                  address + " refuses the connection (Connection refused)",
                  "start memcached there, or correct its address in servers"));
    }
  }

  @Test
  void aNameThatDoesNotResolveIsNamed() {
    try (Pool pool = Pools.of("servers", "no-such-host.invalid:11211", "protocol", "meta")) {
      assertThat(pool.check().get(0).message())
          .isEqualTo("no-such-host.invalid:11211 has a name that cannot be resolved");
    }
  }

  /** Runs a script for the first connection; the second is good and has to bring everything. */
  private static List<String> recover(Script broken, String detail) {
    try (FakeMemcached server =
            new FakeMemcached(
                connection -> {
                  connection.shakeHands();
                  broken.run(connection);
                },
                connection -> {
                  connection.shakeHands();
                  connection.obey();
                });
        Pool pool =
            Pools.of(
                "servers", server.address(), "protocol", "meta", "reconnect.backoff", "400ms")) {
      pool.start();
      CompletableFuture<BatchOutcome> first =
          Pools.submit(pool, batch(set("a", "1"), set("b", "1")));
      CompletableFuture<BatchOutcome> second =
          Pools.submit(pool, batch(delete("c"), set("a", "2")));
      await()
          .until(() -> !pool.health().get(0).up() && pool.health().get(0).detail().equals(detail));
      assertThat(Pools.await(first)).isSameAs(BatchOutcome.APPLIED);
      assertThat(Pools.await(second)).isSameAs(BatchOutcome.APPLIED);
      assertThat(pool.health().get(0).up()).isTrue();
      return server.received(1);
    }
  }

  @Test
  void aWrongTokenEndsTheConnectionAndAllIsSentAgain() {
    List<String> again =
        recover(
            connection -> {
              connection.readUntilBarrier();
              connection.readUntilBarrier();
              connection.say("NF O999\r\nMN\r\nMN\r\n");
              connection.listen();
            },
            "answers what it was not asked (NF with token 999); look for a proxy in between that"
                + " mixes up connections");
    assertThat(again)
        .containsExactly(
            "md a q O0".replace("O0", opaque(again, 0)),
            "md b q " + opaque(again, 1),
            "md c q " + opaque(again, 2),
            "mn",
            "ms a 1 q " + opaque(again, 4),
            "ms b 1 q " + opaque(again, 5),
            "md c q " + opaque(again, 6),
            "mn");
  }

  private static String opaque(List<String> commands, int index) {
    String command = commands.get(index);
    return command.substring(command.lastIndexOf(' ') + 1);
  }

  @Test
  void garbageInTheStreamEndsTheConnectionAndAllIsSentAgain() {
    List<String> again =
        recover(
            connection -> {
              connection.readUntilBarrier();
              connection.readUntilBarrier();
              connection.say("<html>\r\n");
              connection.listen();
            },
            "does not speak memcached's protocol: it says \"<html>\"; " + LOOK_AT_ADDRESS);
    assertThat(again).hasSize(8);
  }

  @Test
  void aCloseWithinAValueIsOrderlyAndAllIsSentAgainAtOnce() {
    List<String> again =
        recover(
            connection -> {
              connection.readUntilBarrier();
              connection.readUntilBarrier();
            },
            "lost the connection (closed by the server); look whether the server was stopped and"
                + " whether the network is well");
    assertThat(again)
        .extracting(command -> command.replaceAll(" q O\\d+", ""))
        .containsExactly("ms a 1", "ms b 1", "md c", "mn");
  }

  @Test
  void aResetDeletesTheKeysInFlightBeforeTheirValuesAreSentAgain() {
    List<String> again =
        recover(
            connection -> {
              connection.readUntilBarrier();
              connection.readUntilBarrier();
              connection.reset();
            },
            "lost the connection (Connection reset); look whether the server was stopped and"
                + " whether the network is well");
    assertThat(again)
        .extracting(command -> command.replaceAll(" q O\\d+", ""))
        .containsExactly("md a", "md b", "md c", "mn", "ms a 1", "ms b 1", "md c", "mn");
  }

  @Test
  void anUnaskedBarrierEndsTheConnection() {
    try (FakeMemcached server =
            new FakeMemcached(
                connection -> {
                  connection.shakeHands();
                  connection.say("MN\r\n");
                  connection.listen();
                });
        Pool pool = poolOf(server)) {
      pool.start();
      await().until(() -> server.connections() == 2);
      assertThat(Pools.apply(pool, batch(set("a", "1")))).isSameAs(BatchOutcome.APPLIED);
    }
  }

  @Test
  void anErrorWithoutATokenIsTracedToItsOperation() {
    CacheOperation refused = set("b", "2");
    try (FakeMemcached server =
            new FakeMemcached(
                connection -> {
                  connection.shakeHands();
                  connection.readUntilBarrier();
                  connection.say("SERVER_ERROR out of paper\r\nMN\r\n");
                  while (true) {
                    String command = connection.readCommand();
                    if (command.startsWith("ms b ")) {
                      connection.say("SERVER_ERROR out of paper\r\n");
                    } else if (command.equals("mn")) {
                      connection.say("MN\r\n");
                    }
                  }
                });
        Pool pool = poolOf(server)) {
      pool.start();
      BatchOutcome outcome = Pools.apply(pool, batch(set("a", "1"), refused, delete("c")));
      assertThat(outcome.rejections())
          .containsExactly(
              new Rejection(refused, "the server refuses the value: SERVER_ERROR out of paper"));
      assertThat(server.received(0))
          .extracting(command -> command.replaceAll(" q O\\d+", ""))
          .containsExactly(
              "ms a 1", "ms b 1", "md c", "mn", "md a", "mn", "ms a 1", "mn", "md b", "mn",
              "ms b 1", "mn", "md c", "mn");
    }
  }

  @Test
  void aValueOverTheItemSizeIsNotSent() {
    try (FakeMemcached server = new FakeMemcached();
        Pool pool = poolOf(server)) {
      pool.start();
      BatchOutcome outcome = Pools.apply(pool, batch(set("a", new byte[1000], 0)));
      assertThat(outcome.rejections())
          .extracting(Rejection::reason)
          .containsExactly(
              "the value has 1000 bytes, the server takes items of 1000 (memcached -I) with key and"
                  + " header");
      assertThat(server.received(0)).containsExactly("md a q O0", "mn");
    }
  }

  @Test
  void aSilentServerIsReportedButKept() {
    try (FakeMemcached server =
            new FakeMemcached(
                connection -> {
                  connection.shakeHands();
                  connection.listen();
                });
        Pool pool =
            Pools.of("servers", server.address(), "protocol", "meta", "ack.timeout", "100ms")) {
      pool.start();
      CompletableFuture<BatchOutcome> future = Pools.submit(pool, batch(set("a", "1")));
      await().until(() -> pool.health().get(0).detail().contains("ack.timeout"));
      assertThat(pool.health().get(0).up()).isFalse();
      assertThat(server.connections()).isEqualTo(1);
      assertThat(future).isNotDone();
    }
  }
}
