package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.spi.Pool;
import dev.freshet.sink.memcached.FakeMemcached.Connection;
import dev.freshet.sink.memcached.FakeMemcached.Script;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Malformed answers over the text and binary protocols in, exact messages out, nothing lost. */
class ClassicServerTest {

  private static final String SET_PROTOCOL =
      "set the pool's protocol to one that it speaks, or to auto; correct its address in servers"
          + " if something else listens there";

  private final List<String> commands = Collections.synchronizedList(new ArrayList<>());

  private static Pool pool(FakeMemcached server, String... more) {
    List<String> options =
        new ArrayList<>(List.of("servers", server.address(), "connect.timeout", "500ms"));
    options.addAll(List.of("reconnect.backoff", "5ms", "reconnect.backoff.max", "20ms"));
    options.addAll(List.of(more));
    return Pools.of(options.toArray(String[]::new));
  }

  private static Finding check(String protocol, Script script) {
    try (FakeMemcached server = new FakeMemcached(script);
        Pool pool = pool(server, "protocol", protocol)) {
      Finding finding = pool.check().get(0);
      return new Finding(
          finding.severity(),
          "server",
          finding.message().replace(server.address(), "SERVER"),
          finding.remedy());
    }
  }

  private static Finding problem(String message, String remedy) {
    return Finding.problem("server", "SERVER " + message, remedy);
  }

  private static void greet(Connection connection) throws IOException {
    connection.readLine();
    connection.say("VERSION 1.4.39\r\n");
    connection.readLine();
    connection.say("STAT item_size_max 1000\r\nEND\r\n");
  }

  /** Greets, and answers each set with {@code answer}, each delete as it should be. */
  private Script answering(String answer) {
    return connection -> {
      greet(connection);
      obey(connection, answer);
    };
  }

  private void obey(Connection connection, String answer) throws IOException {
    while (true) {
      String command = connection.readLine();
      commands.add(command);
      if (command.startsWith("set ")) {
        connection.readLine();
        connection.say(answer);
      } else {
        connection.say("NOT_FOUND\r\n");
      }
    }
  }

  @Test
  void aWebServerIsNamed() {
    Script web =
        connection -> {
          connection.readLine();
          connection.say("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        };
    assertThat(check("text", web))
        .isEqualTo(
            problem(
                "does not speak memcached's text protocol: it says \"HTTP/1.1 400 Bad Request\"",
                SET_PROTOCOL));
  }

  @Test
  void aTextServerThatIsSpokenToInBinaryIsNamed() {
    Script text =
        connection -> {
          connection.say("ERROR\r\n");
          connection.listen();
        };
    assertThat(check("binary", text))
        .isEqualTo(
            problem("does not speak memcached's binary protocol: it says \"ERROR\"", SET_PROTOCOL));
  }

  @Test
  void aServerThatSpeaksUnaskedIsNamed() {
    assertThat(
            check(
                    "text",
                    connection -> {
                      connection.say("J\0\0\0\n9.7.0\0" + "x".repeat(60));
                      connection.listen();
                    })
                .message())
        .isEqualTo("SERVER does not speak memcached's text protocol: it says \"J...\"");
  }

  @Test
  void aServerThatAnswersNothingOrHangsUpIsNamed() {
    assertThat(check("text", Connection::listen).message())
        .isEqualTo("SERVER takes the connection but does not answer within connect.timeout");
    assertThat(check("binary", connection -> {}).message())
        .isEqualTo("SERVER closes the connection before it has answered");
  }

  @Test
  void anEndlessLineIsGivenUp() {
    assertThat(
            check(
                    "text",
                    connection -> {
                      connection.readLine();
                      connection.say("x".repeat(10_000));
                      connection.listen();
                    })
                .message())
        .isEqualTo(
            "SERVER does not speak memcached's text protocol: it says \""
                + "x".repeat(60)
                + "...\"");
  }

  @Test
  void authenticationIsAskedForAndGivenOnlyOnDemand() {
    Script demanding =
        connection -> {
          commands.add(connection.readLine());
          connection.say("CLIENT_ERROR unauthenticated\r\n");
          String login = connection.readLine();
          commands.add(login);
          commands.add(connection.readLine());
          connection.say("STORED\r\n");
          greet(connection);
          connection.listen();
        };
    assertThat(check("text", demanding).message())
        .isEqualTo("SERVER demands authentication, and there is no username that fits");
    commands.clear();
    try (FakeMemcached server = new FakeMemcached(demanding);
        Pool pool = pool(server, "protocol", "text", "username", "freshet", "password", "secret")) {
      assertThat(pool.check().get(0).message())
          .isEqualTo("memcached 1.4.39, text protocol, items up to 1000 bytes");
      assertThat(commands)
          .containsExactly("version", "set freshet:login 0 -1 14", "freshet secret");
    }
  }

  @Test
  void garbageInPlaceOfAnAnswerCostsTheConnectionAndNoOperation() {
    for (String garbage :
        List.of(
            "STUPID\r\n", "ERROR\r\n", "STORED?\r\n", "\0\1\2\r\n", "VALUE a 0 1\r\n", "\r\n")) {
      commands.clear();
      try (FakeMemcached server = new FakeMemcached(answering(garbage), answering("STORED\r\n"));
          Pool pool = pool(server, "protocol", "text")) {
        pool.start();
        assertThat(Pools.apply(pool, batch(set("a", "1")))).isSameAs(BatchOutcome.APPLIED);
        assertThat(commands).as(garbage).containsExactly("set a 0 0 1", "delete a", "set a 0 0 1");
      }
    }
  }

  @Test
  void aCloseInTheMiddleOfAnAnswerCostsNoOperation() {
    Script half =
        connection -> {
          greet(connection);
          connection.readLine();
          connection.say("STO");
        };
    try (FakeMemcached server = new FakeMemcached(half, answering("STORED\r\n"));
        Pool pool = pool(server, "protocol", "text")) {
      pool.start();
      assertThat(Pools.apply(pool, batch(set("a", "1")))).isSameAs(BatchOutcome.APPLIED);
      assertThat(commands).containsExactly("delete a", "set a 0 0 1");
    }
  }

  @Test
  void anAnswerInPiecesIsPutTogether() {
    Script slow =
        connection -> {
          greet(connection);
          connection.readLine();
          connection.readLine();
          for (char piece : "STORED\r\n".toCharArray()) {
            connection.say(String.valueOf(piece));
          }
          connection.listen();
        };
    try (FakeMemcached server = new FakeMemcached(slow);
        Pool pool = pool(server, "protocol", "text")) {
      pool.start();
      assertThat(Pools.apply(pool, batch(set("a", "1")))).isSameAs(BatchOutcome.APPLIED);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void whatIsSaidUnaskedBetweenAnswersEndsTheConnection() {
    Script chatty =
        connection -> {
          greet(connection);
          connection.readLine();
          connection.readLine();
          connection.say("STORED\r\nSTORED\r\n");
          connection.listen();
        };
    try (FakeMemcached server = new FakeMemcached(chatty, answering("STORED\r\n"));
        Pool pool = pool(server, "protocol", "text")) {
      pool.start();
      Pools.apply(pool, batch(set("a", "1")));
      await().until(() -> server.connections() > 1);
      assertThat(Pools.apply(pool, batch(set("b", "1")))).isSameAs(BatchOutcome.APPLIED);
    }
  }

  @Test
  void aRefusedValueIsDeletedAndRejectedWithTheServersWords() {
    try (FakeMemcached server =
            new FakeMemcached(answering("SERVER_ERROR out of memory storing object\r\n"));
        Pool pool = pool(server, "protocol", "text")) {
      pool.start();
      BatchOutcome outcome = Pools.apply(pool, batch(set("a", "1")));
      assertThat(outcome.rejections().get(0).reason())
          .isEqualTo("the server refuses the value: SERVER_ERROR out of memory storing object");
      assertThat(commands).containsExactly("set a 0 0 1", "delete a", "set a 0 0 1", "delete a");
    }
  }

  @Test
  void aSilentServerIsReportedAndItsConnectionKept() {
    Script silent =
        connection -> {
          greet(connection);
          connection.listen();
        };
    try (FakeMemcached server = new FakeMemcached(silent);
        Pool pool = pool(server, "protocol", "text", "ack.timeout", "100ms")) {
      pool.start();
      CompletableFuture<BatchOutcome> future = Pools.submit(pool, batch(set("a", "1")));
      await().until(() -> pool.health().get(0).detail().contains("ack.timeout"));
      assertThat(future).isNotDone();
      assertThat(server.connections()).isEqualTo(1);
    }
  }
}
