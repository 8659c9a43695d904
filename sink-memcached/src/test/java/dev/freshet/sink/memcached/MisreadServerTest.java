package dev.freshet.sink.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.sink.memcached.FakeMemcached.Connection;
import dev.freshet.sink.memcached.FakeMemcached.Script;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Malformed answers to what is read: exact messages out, and never a value that is not held. */
class MisreadServerTest {

  private static final String[] KEYS = {"a", "b", "c"};
  private static final List<String> HELD = List.of("=one", "nothing", "=three\n\n");

  /** The protocols that this server can be made to speak. */
  private enum Spoken {
    META(
        "VA 3 f0 t-1 c5 O0\r\none\r\nEN O1\r\nVA 7 f1 t60 c6 O2\r\nthree\n\n\r\nMN\r\n",
        "VA 3 f0 t-1 c5 O3\r\none\r\nEN O4\r\nVA 7 f1 t60 c6 O5\r\nthree\n\n\r\nMN\r\n") {
      @Override
      void greet(Connection connection) throws IOException {
        connection.shakeHands();
      }

      @Override
      void hear(Connection connection) throws IOException {
        connection.readUntilBarrier();
      }
    },
    TEXT(
        "VALUE a 0 3 5\r\none\r\nEND\r\nEND\r\nVALUE c 1 7 6\r\nthree\n\n\r\nEND\r\n",
        "VALUE a 0 3 5\r\none\r\nEND\r\nEND\r\nVALUE c 1 7 6\r\nthree\n\n\r\nEND\r\n") {
      @Override
      void greet(Connection connection) throws IOException {
        connection.readLine();
        connection.say("VERSION 1.4.39\r\n");
        connection.readLine();
        connection.say("STAT item_size_max 1000\r\nEND\r\n");
      }

      @Override
      void hear(Connection connection) throws IOException {
        for (String key : KEYS) {
          assertThat(connection.readLine()).isEqualTo("gets " + key);
        }
      }
    };

    /** What is right to answer when the keys are read for the first time. */
    private final String first;

    private final String second;

    Spoken(String first, String second) {
      this.first = first;
      this.second = second;
    }

    abstract void greet(Connection connection) throws IOException;

    abstract void hear(Connection connection) throws IOException;

    /** Greets, hears what is asked, and says {@code answer}. */
    Script answering(String answer, Script then) {
      return connection -> {
        greet(connection);
        hear(connection);
        connection.say(answer);
        then.run(connection);
      };
    }

    Script right() {
      return answering(
          first,
          connection -> {
            hear(connection);
            connection.say(second);
            connection.listen();
          });
    }

    Pool pool(FakeMemcached server, String... more) {
      List<String> options = new ArrayList<>(List.of("servers", server.address()));
      options.addAll(List.of("protocol", name().toLowerCase(Locale.ROOT)));
      options.addAll(List.of(more));
      return Pools.of(options.toArray(String[]::new));
    }
  }

  private static final Script CLOSE = connection -> {};

  private static List<String> read(Spoken spoken, Script script, String... more)
      throws InterruptedException {
    try (FakeMemcached server = new FakeMemcached(script);
        Pool pool = spoken.pool(server, more)) {
      return HeldItems.readOnce(pool, KEYS).stream()
          .map(told -> told.replace(server.address() + " ", "SERVER "))
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneConnectionAnswersOneReadAfterTheOther(Spoken spoken) throws InterruptedException {
    try (FakeMemcached server = new FakeMemcached(spoken.right());
        Pool pool = spoken.pool(server);
        PoolReader reader = pool.reader()) {
      assertThat(HeldItems.read(reader, KEYS)).isEqualTo(HELD);
      assertThat(HeldItems.read(reader, KEYS)).isEqualTo(HELD);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  /** What has come before the end counts, and the next read connects again. */
  @ParameterizedTest
  @EnumSource
  void whereverAConnectionEndsNothingWrongIsRead(Spoken spoken) throws InterruptedException {
    String answer = spoken.first;
    for (int cut = 0; cut < answer.length(); cut++) {
      try (FakeMemcached server =
              new FakeMemcached(spoken.answering(answer.substring(0, cut), CLOSE), spoken.right());
          Pool pool = spoken.pool(server);
          PoolReader reader = pool.reader()) {
        List<String> held = HeldItems.read(reader, KEYS);
        int known = (int) held.stream().filter(HELD::contains).count();
        assertThat(held.subList(0, known)).isEqualTo(HELD.subList(0, known));
        assertThat(held.subList(known, KEYS.length))
            .allMatch(told -> told.startsWith(server.address() + " lost the connection (closed"));
        if (known < KEYS.length) {
          assertThat(HeldItems.read(reader, KEYS)).isEqualTo(HELD);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereverGarbageIsSaidNothingWrongIsRead(Spoken spoken) throws InterruptedException {
    String answer = spoken.first;
    for (String garbage : List.of("x", "\0", "\r\n", "\u0081garbage ")) {
      for (int at = 0; at < answer.length(); at++) {
        String wrong = answer.substring(0, at) + garbage + answer.substring(at);
        List<String> held = read(spoken, spoken.answering(wrong, CLOSE));
        for (int i = 0; i < KEYS.length; i++) {
          String told = held.get(i);
          assertThat(told.equals(HELD.get(i)) || told.startsWith("SERVER "))
              .as("%s at %d: %s", garbage, at, told)
              .isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereverAServerFallsSilentTheReadEnds(Spoken spoken) throws InterruptedException {
    String answer = spoken.first;
    for (int cut = 0; cut < answer.length(); cut += 11) {
      List<String> held =
          read(
              spoken,
              spoken.answering(answer.substring(0, cut), Connection::listen),
              "ack.timeout",
              "100ms");
      assertThat(held.get(2))
          .isEqualTo(
              "SERVER has not answered for longer than ack.timeout; look whether it hangs or is"
                  + " stopped, and whether the network is well");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorIsTheAnswerToOneQuestion(Spoken spoken) throws InterruptedException {
    String answer =
        spoken.first.replaceFirst("\r\nEN(D)?( O1)?\r\n(?=V)", "\r\nSERVER_ERROR oh\r\n");
    List<String> expected = new ArrayList<>(HELD);
    expected.set(
        1,
        "SERVER does not tell what it holds: it says \"SERVER_ERROR oh\"; look at its log and its"
            + " memory");
    assertThat(read(spoken, spoken.answering(answer, Connection::listen))).isEqualTo(expected);
  }

  @Test
  void whatTheServerSaysInPlaceOfAnAnswerIsNamed() throws InterruptedException {
    assertThat(read(Spoken.META, Spoken.META.answering("<html>\r\n", Connection::listen)))
        .containsOnly(
            "SERVER does not speak memcached's protocol: it says \"<html>\"; correct its address in"
                + " servers if something else listens there, else look at its version");
    assertThat(read(Spoken.META, Spoken.META.answering("HD O0\r\n", Connection::listen)).get(0))
        .startsWith("SERVER does not speak memcached's protocol: it says \"HD\"; ");
    assertThat(read(Spoken.META, Spoken.META.answering("ERROR\r\n", Connection::listen)).get(0))
        .startsWith("SERVER does not speak memcached's protocol: it says \"ERROR\"; ");
  }

  @Test
  void anAnswerToAnotherQuestionIsNotTaken() throws InterruptedException {
    for (String other : List.of("EN O1\r\n", "VA 1 f0 t-1 c5 O7\r\nx\r\n", "VA 1 f0\r\nx\r\n")) {
      assertThat(read(Spoken.META, Spoken.META.answering(other, Connection::listen)))
          .containsOnly(
              "SERVER answers a question that it was not asked, or not asked then; look for a proxy"
                  + " in between that mixes up connections");
    }
  }

  @Test
  void anAnswerTooManyCostsTheNextReadItsConnectionAndNoTruth() throws InterruptedException {
    Script chatty =
        Spoken.META.answering(
            "EN\r\nEN\r\nEN\r\nEN\r\nMN\r\n",
            connection -> {
              Spoken.META.hear(connection);
              connection.say("EN\r\nEN\r\nEN\r\nMN\r\n");
              connection.listen();
            });
    try (FakeMemcached server = new FakeMemcached(chatty, Spoken.META.right());
        Pool pool = Spoken.META.pool(server);
        PoolReader reader = pool.reader()) {
      HeldItems.read(reader, KEYS);
      List<String> held = new ArrayList<>(HeldItems.read(reader, KEYS));
      if (!held.equals(HELD)) {
        assertThat(held).allMatch(told -> told.contains("not asked then"));
        held = HeldItems.read(reader, KEYS);
      }
      assertThat(held).isEqualTo(HELD);
    }
  }

  @Test
  void aServerThatDoesNotAnswerTheHandshakeIsNamed() throws InterruptedException {
    for (Spoken spoken : Spoken.values()) {
      assertThat(read(spoken, Connection::listen, "connect.timeout", "200ms").get(0))
          .startsWith("SERVER takes the connection but does not answer within connect.timeout; ");
      assertThat(read(spoken, CLOSE).get(0))
          .startsWith("SERVER closes the connection before it has answered; ");
    }
  }

  @Test
  void aServerThatWantsToKnowWhoIsThereIsNamed() throws InterruptedException {
    Script asking =
        connection -> {
          connection.readLine();
          connection.say("CLIENT_ERROR unauthenticated\r\n");
          connection.listen();
        };
    for (Spoken spoken : Spoken.values()) {
      assertThat(read(spoken, asking).get(0))
          .startsWith("SERVER demands authentication, and there");
    }
  }

  @Test
  void autoReadsAnOldServerInText() throws InterruptedException {
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    Script old =
        connection -> {
          while (true) {
            String line = connection.readLine();
            heard.add(line);
            connection.say(
                line.equals("version")
                    ? "VERSION 1.4.39\r\n"
                    : line.startsWith("stats")
                        ? "END\r\n"
                        : line.equals("gets a") ? "VALUE a 0 1 5\r\n1\r\nEND\r\n" : "ERROR\r\n");
          }
        };
    try (FakeMemcached server = new FakeMemcached(old, old, old, old, old, old);
        Pool pool = Pools.of("servers", server.address());
        PoolReader reader = pool.reader()) {
      assertThat(HeldItems.read(reader, "a")).containsExactly("=1");
      int connections = server.connections();
      assertThat(HeldItems.read(reader, "a", "a")).containsExactly("=1", "=1");
      assertThat(server.connections()).isEqualTo(connections);
      assertThat(heard.stream().filter("gets a"::equals)).hasSize(3);
    }
  }

  @Test
  void whereNoServerCanBeToldAllAreNamed() throws InterruptedException {
    try (Pool pool =
        Pools.of(
            "servers",
            "127.0.0.1:1,no-such-host.invalid:11211",
            "distribution",
            "xmemcached-ketama_nginx",
            "protocol",
            "meta")) {
      assertThat(HeldItems.readOnce(pool, "a", "b"))
          .containsOnly(
              "127.0.0.1:1, no-such-host.invalid:11211 cannot be told apart: no-such-host.invalid has"
                  + " no address, but the distribution places keys by addresses; correct its name in"
                  + " servers, or the name service, or give the server the client's label=TEXT");
    }
  }

  @Test
  void aNameThatDoesNotResolveConcernsItsOwnKeysAlone() throws InterruptedException {
    String[] keys = new String[20];
    Arrays.setAll(keys, i -> "key" + i);
    try (FakeMemcached server =
            new FakeMemcached(
                connection -> {
                  connection.shakeHands();
                  while (true) {
                    String command = connection.readCommand();
                    connection.say(command.equals("mn") ? "MN\r\n" : "EN\r\n");
                  }
                });
        Pool pool =
            Pools.of(
                "servers", server.address() + ",no-such-host.invalid:11211", "protocol", "meta")) {
      assertThat(HeldItems.readOnce(pool, keys))
          .contains(
              "nothing",
              "no-such-host.invalid:11211 has a name that cannot be resolved; correct its address"
                  + " in servers, or the name service")
          .allMatch(told -> told.equals("nothing") || told.startsWith("no-such-host"));
    }
  }
}
