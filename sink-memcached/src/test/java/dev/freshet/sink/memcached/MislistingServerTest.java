package dev.freshet.sink.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.sink.memcached.FakeMemcached.Connection;
import dev.freshet.sink.memcached.FakeMemcached.Script;
import dev.freshet.testkit.FreePorts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed lists of keys: exact messages out, never a key that is not held, never a hang. */
class MislistingServerTest {

  private static final List<CacheKey> KEYS =
      List.of(CacheKey.of("a"), CacheKey.of("b%c"), CacheKey.of(new byte[] {(byte) 0xff, 'd'}));

  private static final String REST = " exp=-1 la=1795719783 cas=3 fetch=no cls=1 size=63";
  private static final String FIRST_KEY = "key=a" + REST + "\n";
  private static final String LIST =
      FIRST_KEY + "key=b%25c" + REST + " flags=0 \n" + "key=%FFd" + REST + "\n";
  private static final String END = "END\r\n";

  private static final Script CLOSE = connection -> {};

  private static final Script KNOWN = connection -> sayVersion(connection, "9.9.9");

  private static void sayVersion(Connection connection, String version) throws IOException {
    assertThat(connection.readLine()).isEqualTo("version");
    connection.say("VERSION " + version + "\r\n");
  }

  /** Tells its version, hears that it is to list its keys, and says {@code answer}. */
  private static Script answering(String answer, Script then) {
    return connection -> {
      sayVersion(connection, "9.9.9");
      assertThat(connection.readLine()).isEqualTo("lru_crawler metadump hash");
      connection.say(answer);
      then.run(connection);
    };
  }

  private static final Script WAIT = Connection::listen;

  private static ListedKeys list(Script script, String... more) throws InterruptedException {
    try (FakeMemcached server = new FakeMemcached(script)) {
      return list(server.address(), more);
    }
  }

  private static ListedKeys list(String address, String... more) throws InterruptedException {
    List<String> options = new ArrayList<>(List.of("servers", address, "protocol", "meta"));
    options.addAll(List.of(more));
    try (Pool pool = Pools.of(options.toArray(String[]::new))) {
      ListedKeys listed = ListedKeys.once(pool);
      return new ListedKeys(
          listed.keys(),
          listed.incomplete().stream()
              .map(told -> told.replace(address + " ", "SERVER "))
              .toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "OK\r\n"})
  void aListIsCompleteWhenTheServerHasSaidItsEndAndNothingElse(String first)
      throws InterruptedException {
    assertThat(list(answering(first + LIST + END, KNOWN)))
        .isEqualTo(new ListedKeys(KEYS, List.of()));
    assertThat(list(answering(first + END, KNOWN))).isEqualTo(new ListedKeys(List.of(), List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "1.4.39, all",
    "1.5.22, all",
    "1.6.9, all",
    "1.6.18, all",
    "1.6.18_custom, all",
    "1.6.19, hash",
    "1.6.45, hash",
    "1.10.1, hash",
    "2.0.0, hash"
  })
  void noServerIsAskedForAWalkThatBlocksItsClients(String version, String walk)
      throws InterruptedException {
    List<String> asked = new ArrayList<>();
    Script script =
        connection -> {
          sayVersion(connection, version);
          asked.add(connection.readLine());
          connection.say(END);
          sayVersion(connection, version);
        };
    assertThat(list(script).incomplete()).isEmpty();
    assertThat(asked).containsExactly("lru_crawler metadump " + walk);
  }

  @Test
  void whereverAConnectionEndsTheListIsIncompleteAndTrue() throws InterruptedException {
    String answer = "OK\r\n" + LIST + END;
    for (int cut = 0; cut < answer.length(); cut++) {
      ListedKeys listed = list(answering(answer.substring(0, cut), CLOSE));
      assertThat(listed.keys()).isEqualTo(KEYS.subList(0, listed.keys().size()));
      assertThat(listed.incomplete())
          .as("cut at %d", cut)
          .singleElement()
          .asString()
          .startsWith("SERVER lost the connection (closed by the server); ");
    }
  }

  @Test
  void whereverGarbageIsSaidNoKeyIsToldThatIsNotHeld() throws InterruptedException {
    String answer = LIST + END;
    for (String garbage : List.of("=", "\0", "\r\n", "\u0081garbage ")) {
      for (int at = 0; at < answer.length(); at++) {
        String wrong = answer.substring(0, at) + garbage + answer.substring(at);
        ListedKeys listed = list(answering(wrong, CLOSE));
        assertThat(KEYS).as("%s at %d", garbage, at).containsAll(listed.keys());
        assertThat(listed.incomplete()).hasSize(1);
      }
    }
  }

  @Test
  @Timeout(60)
  void whereverAServerFallsSilentTheListEnds() throws InterruptedException {
    String answer = LIST + END;
    for (int cut = 0; cut <= answer.length(); cut += 13) {
      ListedKeys listed =
          list(
              answering(answer.substring(0, cut), WAIT),
              "connect.timeout",
              "1m",
              "ack.timeout",
              "100ms");
      assertThat(listed.keys()).isEqualTo(KEYS.subList(0, listed.keys().size()));
      assertThat(listed.incomplete())
          .containsExactly(
              "SERVER has not answered for longer than ack.timeout; look whether it hangs or is"
                  + " stopped, and whether the network is well");
    }
  }

  /** Some versions of memcached do that when they are not read for a second. */
  @Test
  void aServerThatBeginsAgainInTheMiddleOfALineIsFoundOut() throws InterruptedException {
    List<String> lost =
        List.of(
            "SERVER loses the thread while it tells its keys; ask again when the network and both"
                + " machines have less to do, or install a newer memcached (1.6.45 is well)");
    for (int cut = "key=".length(); cut < FIRST_KEY.length(); cut++) {
      String answer = LIST + FIRST_KEY.substring(0, cut) + LIST + END;
      ListedKeys listed = list(answering(answer, KNOWN));
      assertThat(listed).as("cut at %d", cut).isEqualTo(new ListedKeys(KEYS, lost));
    }
    assertThat(list(answering(FIRST_KEY + END + FIRST_KEY, KNOWN)))
        .isEqualTo(new ListedKeys(KEYS.subList(0, 1), lost));
  }

  @Test
  void whatTheServerSaysInPlaceOfAListIsNamed() throws InterruptedException {
    assertThat(list(answering("<html>\r\n", WAIT)).incomplete())
        .containsExactly(
            "SERVER does not speak memcached's protocol: it says \"<html>\"; correct its address in"
                + " servers if something else listens there, else look at its version");
    assertThat(list(answering("x".repeat(5000), WAIT)).incomplete())
        .containsExactly(
            "SERVER does not speak memcached's protocol: it says \""
                + "x".repeat(60)
                + "...\"; correct its address in servers if something else listens there, else look"
                + " at its version");
    assertThat(list(answering("ERROR\r\n", WAIT)).incomplete())
        .containsExactly(
            "SERVER does not tell its keys: it says \"ERROR\" to \"lru_crawler metadump\"; memcached"
                + " knows how to since 1.4.31, and other stores do not");
    assertThat(list(answering(FIRST_KEY + "SERVER_ERROR out of memory\r\n", WAIT)))
        .isEqualTo(
            new ListedKeys(
                KEYS.subList(0, 1),
                List.of(
                    "SERVER answers with an error of its own: it says \"SERVER_ERROR out of"
                        + " memory\"; look at its log and its memory")));
    assertThat(list(answering("HD\r\n", WAIT)).incomplete())
        .singleElement()
        .asString()
        .startsWith("SERVER does not speak memcached's protocol: it says \"HD\"; ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BUSY currently processing crawler request\r\n",
        "OK\r\nERROR locked try again later\r\n"
      })
  void aServerThatIsOccupiedIsAskedAgain(String occupied) throws InterruptedException {
    Script busyTwice =
        connection -> {
          sayVersion(connection, "9.9.9");
          for (int i = 0; i < 2; i++) {
            connection.readLine();
            connection.say(occupied);
          }
          connection.readLine();
          connection.say(LIST + END);
          KNOWN.run(connection);
        };
    assertThat(list(busyTwice)).isEqualTo(new ListedKeys(KEYS, List.of()));
  }

  @Test
  void aServerThatStaysBusyIsGivenUp() throws InterruptedException {
    Script busy =
        connection -> {
          sayVersion(connection, "9.9.9");
          while (true) {
            connection.readLine();
            connection.say("BUSY currently processing crawler request\r\n");
          }
        };
    assertThat(list(busy).incomplete())
        .containsExactly(
            "SERVER does not come to tell its keys for 15 s: it says \"BUSY currently processing"
                + " crawler request\"; look who else has it walk through its items (lru_crawler), or"
                + " ask again later");
  }

  @Test
  void aServerThatIsNotConnectedToIsNamed() throws InterruptedException {
    assertThat(list(WAIT, "connect.timeout", "200ms").incomplete())
        .singleElement()
        .asString()
        .startsWith("SERVER takes the connection but does not answer within connect.timeout; ");
    assertThat(list(CLOSE).incomplete())
        .singleElement()
        .asString()
        .startsWith("SERVER closes the connection before it has answered; ");
    Script asking =
        connection -> {
          connection.readLine();
          connection.say("CLIENT_ERROR unauthenticated\r\n");
          connection.listen();
        };
    assertThat(list(asking).incomplete())
        .singleElement()
        .asString()
        .startsWith("SERVER demands authentication, and there is no username; ");
  }

  @Test
  void aServerThatSpeaksBinaryAloneIsNamed() throws InterruptedException {
    assertThat(list(CLOSE, "protocol", "binary").incomplete())
        .singleElement()
        .asString()
        .startsWith(
            "SERVER tells its keys in the text protocol alone, and spoken to in that it closes the"
                + " connection before it has answered; ")
        .endsWith(
            "; it has to speak text beside binary (memcached without -B binary), or its keys are not"
                + " to be had");
    assertThat(list("127.0.0.1:" + FreePorts.next(), "protocol", "binary").incomplete())
        .singleElement()
        .asString()
        .contains("spoken to in that it refuses the connection (Connection refused); start");
  }

  @Test
  void aServerThatAsksForSaslIsNotAsked() throws InterruptedException {
    try (FakeMemcached server = new FakeMemcached()) {
      String[] binary = {"protocol", "binary", "username", "somebody", "password", "secret"};
      assertThat(list(server.address(), binary).incomplete())
          .containsExactly(
              "SERVER is not asked for its keys, which are told in the text protocol alone: with"
                  + " SASL (memcached -S) it does not speak that; use protocol=meta or text, with a"
                  + " file of users (memcached -Y)");
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void oneServersTroubleIsItsOwn() throws InterruptedException {
    try (FakeMemcached first = new FakeMemcached(answering(FIRST_KEY, CLOSE));
        FakeMemcached second = new FakeMemcached(answering(LIST + END, KNOWN));
        Pool pool =
            Pools.of("servers", first.address() + "," + second.address(), "protocol", "meta");
        PoolReader reader = pool.reader()) {
      ListedKeys listed = ListedKeys.of(reader);
      assertThat(listed.keys()).containsExactly(KEYS.get(0), KEYS.get(0), KEYS.get(1), KEYS.get(2));
      assertThat(listed.incomplete())
          .singleElement()
          .asString()
          .startsWith(first.address() + " lost the connection (closed by the server); ");
    }
  }
}
