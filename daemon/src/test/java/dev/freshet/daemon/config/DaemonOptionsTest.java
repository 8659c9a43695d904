package dev.freshet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonOptionsTest {

  private final ConfigurationFixture fixture;

  DaemonOptionsTest(@TempDir Path folder) {
    this.fixture = new ConfigurationFixture(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          start.from=yesterday | is not one of latest, earliest
          start.from= | is not one of latest, earliest
          warm.on.start=sometimes | is not one of never, when-empty, always
          warm.order=user down | has "user down": give each as NAME, or as NAME desc
          admin.listen=8577 | is not host:port such as 127.0.0.1:8577 or [::1]:8577
          admin.listen=localhost:70000 | has a port that is not between 0 and 65535
          ready.max.lag=soon | is not a duration such as 500ms, 30s, 10m, 2h or 7d
          ready.max.lag= | is empty; leave the key out for its default, 30s
          start.timeout=-1s | is not a duration such as 500ms, 30s, 10m, 2h or 7d
          shutdown.timeout=8 | is not a duration such as 500ms, 30s, 10m, 2h or 7d
          queue.bytes=32mb | is not a size in bytes such as 4096, 64k or 16m
          batch.max.bytes=1k | is less than 64k
          pool.queue.bytes=0 | is less than 64k
          connector.class=BINLOG | is not a known source; known: binlog
          state.dir=a\\u0000b | is not a path
          """)
  void aWrongValueIsToldWithWhatWouldBeRight(String line, String cause) {
    assertThat(fixture.problemsWith(line))
        .containsExactly(line.replace("\\u0000", "?") + ": " + cause);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name=shop | name=my shop | has characters other than letters, digits, '.', '_' and '-'
          name=shop | name= | is empty, but a value is needed
          transformers=user | transformers=user,user | names user twice
          transformers=user | transformers= | is empty, but a value is needed
          transformers=user | transformers=, | names no transformer
          pools=east | pools=east,east | names east twice
          pools=east | pools=, | names no pool
          """)
  void aWrongNameIsToldAlone(String line, String replacement, String cause) {
    assertThat(fixture.problemsAfter(line, replacement))
        .containsExactly(replacement + ": " + cause);
  }

  @Test
  void aComponentNameHasNoDot() {
    assertThat(fixture.problemsAfter("pools=east", "pools=east,we.st"))
        .contains(
            "pools=east,we.st: names we.st, which has characters other than letters, digits, '_'"
                + " and '-'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:8577", "[::]:8577", "10.1.2.3:8577", "freshet.example:8577"})
  void anAddressThatOthersReachNeedsAToken(String address) throws Exception {
    assertThat(fixture.problemsWith("admin.listen=" + address))
        .containsExactly(
            "admin.listen="
                + address
                + ": can be reached from other machines, but admin.token is empty; set"
                + " admin.token, or listen on 127.0.0.1");
    String withToken =
        ConfigurationFixture.GOOD + "admin.listen=" + address + "\nadmin.token=abc\n";
    assertThat(fixture.load(withToken).daemon().adminListen())
        .contains(ListenAddress.parse(address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:1", "127.9.9.9:65535", "localhost:8577", "[::1]:8577"})
  void aLoopbackAddressNeedsNoToken(String address) {
    assertThat(fixture.problemsWith("admin.listen=" + address)).isEmpty();
  }

  @Test
  void aBatchFitsIntoAPoolsQueue() {
    assertThat(fixture.problemsWith("batch.max.bytes=2m", "pool.queue.bytes=1m"))
        .containsExactly(
            "batch.max.bytes=2m: is more than pool.queue.bytes, so that no pool could take a"
                + " batch; make it smaller, or pool.queue.bytes larger");
  }
}
