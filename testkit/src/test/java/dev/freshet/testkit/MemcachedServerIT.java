package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemcachedServerIT {

  @Test
  void theNewestKnowsTheVersionGuardAndTheOneOfDebian12DoesNot() throws IOException {
    try (MemcachedServer newest = MemcachedServer.start();
        MemcachedServer old = MemcachedServer.start(MemcachedVersion.DEBIAN_12)) {
      assertThat(ask(newest, "ms k 1 E7\r\nx\r\n")).startsWith("HD");
      assertThat(ask(old, "ms k 1 E7\r\nx\r\n")).startsWith("CLIENT_ERROR");
      assertThat(newest.version()).isNotEqualTo(old.version());
    }
  }

  @ParameterizedTest
  @EnumSource
  void isEmptyOnTheSamePortAfterAKill(MemcachedVersion version) throws IOException {
    try (MemcachedServer server = MemcachedServer.start(version)) {
      int port = server.port();
      ask(server, "set user:1 0 0 3\r\nAda\r\n");
      try (MemcachedReader reader = server.reader()) {
        assertThat(reader.getText("user:1")).contains("Ada");
      }
      server.kill();
      assertThatThrownBy(server::reader).isInstanceOf(ServerException.class);
      server.restart();
      assertThat(server.port()).isEqualTo(port);
      try (MemcachedReader reader = server.reader()) {
        assertThat(reader.get("user:1")).isEmpty();
      }
    }
  }

  @Test
  void answersNothingWhilePaused() throws Exception {
    try (MemcachedServer server = MemcachedServer.start();
        MemcachedReader reader = server.reader()) {
      server.pause();
      CompletableFuture<String> answer = CompletableFuture.supplyAsync(reader::version);
      TimeUnit.MILLISECONDS.sleep(500);
      assertThat(answer).isNotDone();
      server.resume();
      assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(server.version());
    }
  }

  @Test
  void takesOptions() {
    try (MemcachedServer server = MemcachedServer.start("-m", "8");
        MemcachedReader reader = server.reader()) {
      assertThat(reader.stats()).containsEntry("limit_maxbytes", Long.toString(8L << 20));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theReaderSeesWhatIsThere(MemcachedVersion version) throws IOException {
    try (MemcachedServer server = MemcachedServer.start(version);
        MemcachedReader reader = server.reader()) {
      ask(server, "set plain 5 0 3\r\na\r\n\r\n");
      ask(server, "set 100%+ü 0 1000 2\r\nü\r\n");
      assertThat(reader.dumpKeys()).containsExactly("100%+ü", "plain");
      assertThat(reader.getText("plain")).contains("a\r\n");
      assertThat(reader.item("plain"))
          .hasValueSatisfying(
              item -> {
                assertThat(item.text()).isEqualTo("a\r\n");
                assertThat(item.ttlSeconds()).isEqualTo(-1);
                assertThat(item.clientFlags()).isEqualTo(5);
                assertThat(item.cas()).isPositive();
              });
      assertThat(reader.item("100%+ü"))
          .hasValueSatisfying(item -> assertThat(item.ttlSeconds()).isBetween(990L, 1000L));
      assertThat(reader.item("absent")).isEmpty();
      reader.flushAll();
      assertThat(reader.get("plain")).isEmpty();
      assertThat(reader.dumpKeys()).isEmpty();
    }
  }

  @Test
  void theReaderReportsAnErrorAnswer() {
    try (MemcachedServer server = MemcachedServer.start();
        MemcachedReader reader = server.reader()) {
      String tooLong = "k".repeat(300);
      assertThatThrownBy(() -> reader.get(tooLong))
          .isInstanceOf(ServerException.class)
          .hasStackTraceContaining("CLIENT_ERROR");
    }
  }

  private static String ask(MemcachedServer server, String command) throws IOException {
    try (Socket socket = new Socket(server.host(), server.port())) {
      socket.getOutputStream().write(command.getBytes(StandardCharsets.UTF_8));
      byte[] answer = new byte[100];
      int count = socket.getInputStream().read(answer);
      return new String(answer, 0, count, StandardCharsets.UTF_8);
    }
  }
}
