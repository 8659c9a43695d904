package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.set;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Pool;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import dev.freshet.testkit.provision.RunningServer;
import dev.freshet.testkit.provision.ServerProvider;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that ask who is there (memcached {@code -Y}). */
@ParameterizedClass
@EnumSource(MemcachedVersion.class)
class AuthenticationIT {

  /**
   * A file of lines {@code name:text}, as memcached's file of users is, which is there wherever the
   * server runs, in a container, too.
   */
  private static final String USERS = "/etc/passwd";

  private static final String USERNAME = "daemon";
  private static final String PASSWORD = "x:1:1:daemon:/usr/sbin:/usr/sbin/nologin";

  private final MemcachedVersion version;

  AuthenticationIT(MemcachedVersion version) {
    this.version = version;
  }

  private RunningServer startAsking() {
    RunningServer server = ServerProvider.current().memcached(version, List.of("-Y", USERS));
    await().ignoreExceptions().until(() -> accepts(server));
    return server;
  }

  private static boolean accepts(RunningServer server) throws IOException {
    try (Socket socket = new Socket(server.host(), server.port())) {
      socket.getOutputStream().write("version\r\n".getBytes(US_ASCII));
      return socket.getInputStream().read() == 'C';
    }
  }

  private static String address(RunningServer server) {
    return server.host() + ":" + server.port();
  }

  @Test
  void withNameAndPasswordValuesAreStoredAndStatisticsTold() {
    try (RunningServer server = startAsking();
        Pool pool =
            Pools.of(
                "servers",
                address(server),
                "protocol",
                "meta",
                "username",
                USERNAME,
                "password",
                PASSWORD,
                "stats.interval",
                "100ms")) {
      Finding finding = pool.check().get(0);
      assertThat(finding.severity()).isEqualTo(Finding.Severity.OK);
      pool.start();
      assertThat(Pools.apply(pool, batch(set("a", "1"), set("b", "2"))))
          .isSameAs(BatchOutcome.APPLIED);
      await().until(() -> pool.statistics().stream().anyMatch(told -> told.items() == 2));
    }
  }

  @Test
  void aWrongPasswordIsNamedAndNeverShown() {
    try (RunningServer server = startAsking();
        Pool pool =
            Pools.of(
                "servers",
                address(server),
                "protocol",
                "meta",
                "username",
                USERNAME,
                "password",
                "not-it-at-all")) {
      Finding finding = pool.check().get(0);
      assertThat(finding.severity()).isEqualTo(Finding.Severity.PROBLEM);
      assertThat(finding.message())
          .isEqualTo(
              address(server)
                  + " refuses username and password: \"CLIENT_ERROR authentication failure\"");
      assertThat(finding.remedy()).contains("correct username and password");
      pool.start();
      await().until(() -> pool.health().get(0).detail().contains("refuses username and password"));
      assertThat(finding + pool.health().toString()).doesNotContain("not-it-at-all");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"meta", "text", "auto"})
  void withNameAndPasswordValuesAreRead(String protocol) throws InterruptedException {
    try (RunningServer server = startAsking();
        Pool writing = reading(server, "meta", PASSWORD);
        Pool pool = reading(server, protocol, PASSWORD)) {
      writing.start();
      Pools.apply(writing, batch(set("a", "1"), set("b", "2")));
      assertThat(HeldItems.readOnce(pool, "a", "b", "c")).containsExactly("=1", "=2", "nothing");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"meta", "text", "auto"})
  void withAWrongPasswordNothingIsReadAndTheReasonNamed(String protocol)
      throws InterruptedException {
    try (RunningServer server = startAsking();
        Pool pool = reading(server, protocol, "not-it-at-all")) {
      assertThat(HeldItems.readOnce(pool, "a").get(0))
          .startsWith(
              address(server)
                  + " refuses username and password: \"CLIENT_ERROR authentication failure\"; ")
          .doesNotContain("not-it-at-all");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"meta", "text", "auto"})
  void withNameAndPasswordKeysAreListed(String protocol) throws InterruptedException {
    try (RunningServer server = startAsking();
        Pool writing = reading(server, "meta", PASSWORD);
        Pool pool = reading(server, protocol, PASSWORD);
        Pool wrong = reading(server, protocol, "not-it-at-all")) {
      writing.start();
      Pools.apply(writing, batch(set("a", "1"), set("b", "2")));
      ListedKeys listed = ListedKeys.once(pool);
      assertThat(listed.keys()).containsExactlyInAnyOrder(CacheKey.of("a"), CacheKey.of("b"));
      assertThat(listed.incomplete()).isEmpty();
      ListedKeys refused = ListedKeys.once(wrong);
      assertThat(refused.keys()).isEmpty();
      assertThat(refused.incomplete())
          .singleElement()
          .asString()
          .startsWith(
              address(server)
                  + " refuses username and password: \"CLIENT_ERROR authentication failure\"; ");
    }
  }

  private static Pool reading(RunningServer server, String protocol, String password) {
    return Pools.of(
        "servers",
        address(server),
        "protocol",
        protocol,
        "username",
        USERNAME,
        "password",
        password);
  }

  @Test
  void aServerThatAsksIsNamedWhereThereIsNoName() {
    try (RunningServer server = startAsking();
        Pool pool = Pools.of("servers", address(server), "protocol", "meta")) {
      Finding finding = pool.check().get(0);
      assertThat(finding.severity()).isEqualTo(Finding.Severity.PROBLEM);
      assertThat(finding.message())
          .isEqualTo(address(server) + " demands authentication, and there is no username");
      assertThat(finding.remedy()).contains("memcached -Y");
    }
  }

  @Test
  void aServerThatDoesNotAskIsUsedAndGetsNoPassword() {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool pool =
            Pools.of(
                "servers",
                server.address(),
                "protocol",
                "meta",
                "username",
                USERNAME,
                "password",
                PASSWORD);
        MemcachedReader reader = server.reader()) {
      Finding finding = pool.check().get(0);
      assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
      assertThat(finding.message()).contains("lets everybody in");
      pool.start();
      assertThat(Pools.apply(pool, batch(set("a", "1")))).isSameAs(BatchOutcome.APPLIED);
      assertThat(reader.dumpKeys()).containsExactly("a");
    }
  }

  /** Waits long enough for a machine that has much else to do. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(1));
  }
}
