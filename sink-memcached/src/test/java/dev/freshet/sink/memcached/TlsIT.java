package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.set;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are encrypted and verified. */
class TlsIT {

  private static TestCertificates certificates;
  private static Path right;
  private static Path otherName;
  private static MemcachedServer server;

  @BeforeAll
  static void prepare(@TempDir Path folder) throws Exception {
    certificates = new TestCertificates(folder);
    right = certificates.make("right", "dns:localhost,ip:127.0.0.1");
    otherName = certificates.make("other", "dns:other.test");
    server = MemcachedServer.start();
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static TlsDoor door(Path certificate) throws IOException, GeneralSecurityException {
    return new TlsDoor(TestCertificates.serving(certificate), server.host(), server.port());
  }

  private static Pool pool(String address, String mode, Path trusted) throws Exception {
    return Pools.of(
        "servers",
        address,
        "protocol",
        "meta",
        "connect.timeout",
        "10s",
        "stats.interval",
        "100ms",
        "ssl.mode",
        mode,
        "ssl.truststore",
        certificates.trusting(trusted).toString(),
        "ssl.truststore.password",
        TestCertificates.PASSWORD);
  }

  private static void assertProblem(Pool pool, String message, String remedy) {
    Finding finding = pool.check().get(0);
    assertThat(finding.message()).contains(message);
    assertThat(finding.remedy()).contains(remedy);
    assertThat(finding.severity()).isEqualTo(Finding.Severity.PROBLEM);
    pool.start();
    await().until(() -> pool.health().get(0).detail().contains(message));
    assertThat(finding + pool.health().toString()).doesNotContain(TestCertificates.PASSWORD);
  }

  @Test
  void aVerifiedConnectionCarriesValuesOfAllSizesAndStatistics() throws Exception {
    try (TlsDoor door = door(right);
        Pool pool = pool("localhost:" + door.port(), "verify_identity", right);
        MemcachedReader reader = server.reader()) {
      reader.flushAll();
      pool.start();
      byte[] large = new byte[700_000];
      large[large.length - 1] = 7;
      for (int i = 0; i < 20; i++) {
        assertThat(Pools.apply(pool, batch(set("small", "value " + i), set("large", large, 0))))
            .isSameAs(BatchOutcome.APPLIED);
      }
      assertThat(reader.getText("small")).contains("value 19");
      assertThat(reader.get("large")).contains(large);
      await().until(() -> pool.statistics().stream().anyMatch(told -> told.items() >= 2));
    }
  }

  @Test
  void aVerifiedConnectionIsReadFrom() throws Exception {
    try (TlsDoor door = door(right);
        Pool pool = pool("localhost:" + door.port(), "verify_identity", right);
        PoolReader reading = pool.reader()) {
      pool.start();
      List<CacheOperation> sets = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        sets.add(set("read" + i, "value " + i));
      }
      sets.add(set("read3000", "v".repeat(700_000)));
      assertThat(Pools.apply(pool, OperationBatch.of(sets, 1))).isSameAs(BatchOutcome.APPLIED);
      List<HeldItem> held = reading.read(sets.stream().map(CacheOperation::key).toList());
      for (int i = 0; i < sets.size(); i++) {
        assertThat(HeldItems.tell(held.get(i)))
            .isEqualTo("=" + new String(sets.get(i).value(), UTF_8));
      }
    }
  }

  @Test
  void keysAreListedOverAVerifiedConnection() throws Exception {
    try (TlsDoor door = door(right);
        Pool pool = pool("localhost:" + door.port(), "verify_identity", right);
        MemcachedReader reader = server.reader()) {
      reader.flushAll();
      pool.start();
      List<CacheOperation> sets = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        sets.add(set("listed" + i, "1"));
      }
      assertThat(Pools.apply(pool, OperationBatch.of(sets, 1))).isSameAs(BatchOutcome.APPLIED);
      ListedKeys listed = ListedKeys.once(pool);
      assertThat(listed.incomplete()).isEmpty();
      List<CacheKey> stored = sets.stream().map(CacheOperation::key).toList();
      assertThat(listed.keys()).hasSameSizeAs(stored);
      assertThat(new HashSet<>(listed.keys())).isEqualTo(new HashSet<>(stored));
    }
  }

  @Test
  void keysOfAServerWithoutTlsAreNotListed() throws Exception {
    try (Pool pool = pool(server.address(), "required", right)) {
      assertThat(ListedKeys.once(pool).incomplete())
          .singleElement()
          .asString()
          .startsWith(server.address() + " ")
          .containsAnyOf(
              "does not begin TLS within connect.timeout",
              "does not speak TLS, which ssl.mode asks for",
              "closes the connection where TLS begins");
    }
  }

  @Test
  void aServerWithoutTlsIsNotRead() throws Exception {
    try (Pool pool = pool(server.address(), "required", right)) {
      assertThat(HeldItems.readOnce(pool, "a").get(0))
          .startsWith(server.address() + " ")
          .containsAnyOf(
              "does not begin TLS within connect.timeout",
              "does not speak TLS, which ssl.mode asks for",
              "closes the connection where TLS begins");
    }
  }

  /** How a connection ended is not to be told from outside the encryption. */
  @Test
  void howeverAConnectionEndsTheKeysInFlightAreDeletedFirst() throws Exception {
    try (FakeMemcached fake =
            new FakeMemcached(
                connection -> {
                  connection.shakeHands();
                  connection.readUntilBarrier();
                });
        TlsDoor door = new TlsDoor(TestCertificates.serving(right), "127.0.0.1", fake.port());
        Pool pool =
            Pools.of(
                "servers",
                "localhost:" + door.port(),
                "protocol",
                "meta",
                "stats.interval",
                "0",
                "ssl.mode",
                "required")) {
      pool.start();
      assertThat(Pools.apply(pool, batch(set("a", "1"), set("b", "1"))))
          .isSameAs(BatchOutcome.APPLIED);
      assertThat(fake.received(1))
          .extracting(command -> command.replaceAll(" q O\\d+", ""))
          .containsExactly("md a", "md b", "mn", "ms a 1", "ms b 1", "mn");
    }
  }

  @Test
  void anAddressIsVerifiedLikeAName() throws Exception {
    try (TlsDoor door = door(right);
        Pool pool = pool("127.0.0.1:" + door.port(), "verify_identity", right)) {
      assertThat(pool.check().get(0).severity()).isEqualTo(Finding.Severity.OK);
    }
  }

  @Test
  void aVersionWhoseOwnTlsStallsIsWarnedOf() throws Exception {
    try (MemcachedServer old = MemcachedServer.start(MemcachedVersion.DEBIAN_12);
        TlsDoor door = new TlsDoor(TestCertificates.serving(right), old.host(), old.port());
        Pool pool = pool("localhost:" + door.port(), "verify_identity", right)) {
      Finding finding = pool.check().get(0);
      assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
      assertThat(finding.message()).contains("its own TLS is known to stop reading");
      assertThat(finding.remedy()).contains("1.6.45");
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefusedUnlessOnlyItsAuthorityIsVerified() throws Exception {
    try (TlsDoor door = door(otherName);
        Pool strict = pool("localhost:" + door.port(), "verify_identity", otherName);
        Pool lenient = pool("localhost:" + door.port(), "verify_ca", otherName)) {
      assertProblem(strict, "has a certificate for another name", "set ssl.mode=verify_ca");
      assertThat(lenient.check().get(0).severity()).isEqualTo(Finding.Severity.OK);
    }
  }

  @Test
  void aCertificateThatIsNotTrustedIsRefusedUnlessNothingIsVerified() throws Exception {
    try (TlsDoor door = door(right);
        Pool strict = pool("localhost:" + door.port(), "verify_ca", otherName);
        Pool lenient = pool("localhost:" + door.port(), "required", otherName)) {
      assertProblem(
          strict,
          "has a certificate that is not trusted",
          "put the certificate of its authority into ssl.truststore");
      assertThat(lenient.check().get(0).severity()).isEqualTo(Finding.Severity.OK);
    }
  }

  @Test
  void aServerWithoutTlsIsNamed() throws Exception {
    try (Pool pool =
        Pools.of(
            "servers",
            server.address(),
            "protocol",
            "meta",
            "connect.timeout",
            "500ms",
            "ssl.mode",
            "required")) {
      Finding finding = pool.check().get(0);
      assertThat(finding.message())
          .containsAnyOf(
              "does not begin TLS within connect.timeout",
              "does not speak TLS, which ssl.mode asks for");
      assertThat(finding.remedy()).contains("ssl.mode=disabled");
    }
  }

  @Test
  void aServerThatAnswersTlsInPlainTextIsNamed() {
    try (FakeMemcached fake =
            new FakeMemcached(
                connection -> {
                  connection.say("ERROR\r\n");
                  connection.listen();
                });
        Pool pool =
            Pools.of("servers", fake.address(), "protocol", "meta", "ssl.mode", "required")) {
      assertThat(pool.check().get(0).message())
          .isEqualTo(fake.address() + " does not speak TLS, which ssl.mode asks for");
    }
  }

  @Test
  void aServerThatHangsUpWhereTlsBeginsIsNamed() {
    try (FakeMemcached fake = new FakeMemcached(connection -> connection.say(""));
        Pool pool =
            Pools.of("servers", fake.address(), "protocol", "meta", "ssl.mode", "required")) {
      Finding finding = pool.check().get(0);
      assertThat(finding.message())
          .startsWith(fake.address() + " closes the connection where TLS begins");
      assertThat(finding.remedy()).contains("ssl.mode=disabled");
    }
  }

  @Test
  void aServerThatSpeaksTlsIsNamedWhereNoneWasAskedFor() throws Exception {
    try (TlsDoor door = door(right);
        Pool pool = Pools.of("servers", "127.0.0.1:" + door.port(), "protocol", "meta")) {
      Finding finding = pool.check().get(0);
      assertThat(finding.message()).contains("speaks TLS, which ssl.mode=disabled does not");
      assertThat(finding.remedy()).contains("ssl.mode=verify_identity");
    }
  }

  @Test
  void aTruststoreThatCannotBeReadIsNamed() throws Exception {
    try (TlsDoor door = door(right);
        Pool missing =
            Pools.of(
                "servers",
                "127.0.0.1:" + door.port(),
                "protocol",
                "meta",
                "ssl.mode",
                "verify_ca",
                "ssl.truststore",
                "/no/such/file.p12");
        Pool locked =
            Pools.of(
                "servers",
                "127.0.0.1:" + door.port(),
                "protocol",
                "meta",
                "ssl.mode",
                "verify_ca",
                "ssl.truststore",
                certificates.trusting(right).toString(),
                "ssl.truststore.password",
                "another-password")) {
      assertProblem(
          missing, "ssl.truststore=/no/such/file.p12 cannot be read", "ssl.truststore.password");
      assertProblem(locked, "cannot be read", "ssl.truststore.password");
      assertThat(locked.health().toString()).doesNotContain("another-password");
    }
  }

  /** Waits long enough for a machine that has much else to do. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(1));
  }
}
