package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.binlog.client.BinlogConnection;
import dev.freshet.connector.binlog.client.EventHandler;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TlsMode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to a database that are encrypted and verified, on a real server. */
class DatabaseTlsIT {

  private static final String USER = "protected";
  private static final String USER_PASSWORD = "secret of protected";

  /** What the server's certificate is for, and where else it is. */
  private static final String NAME = "localhost";

  private static final String OTHER_NAME = "127.0.0.1";

  @TempDir Path directory;

  /** A server with a certificate of its own, and an account that is let in with TLS only. */
  private static DatabaseServer start(SignedCertificate certificate) throws Exception {
    DatabaseServer server =
        DatabaseServer.start(
            Flavor.MYSQL,
            "--secure-file-priv=",
            "--ssl-ca=own-ca.pem",
            "--ssl-cert=own-cert.pem",
            "--ssl-key=own-key.pem");
    try {
      Map<String, String> files =
          Map.of(
              "own-ca.pem", certificate.authority(),
              "own-cert.pem", certificate.certificate(),
              "own-key.pem", certificate.key());
      String folder = dataDirectory(server);
      for (Map.Entry<String, String> file : files.entrySet()) {
        server.execute(
            "SELECT '%s' INTO DUMPFILE '%s%s'".formatted(file.getValue(), folder, file.getKey()));
      }
      server.restart();
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.users (id INT PRIMARY KEY AUTO_INCREMENT)",
          "CREATE USER %s IDENTIFIED BY '%s' REQUIRE SSL".formatted(USER, USER_PASSWORD),
          "GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT ON *.* TO " + USER);
      return server;
    } catch (Exception e) {
      server.close();
      throw e;
    }
  }

  private static String dataDirectory(DatabaseServer server) throws Exception {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT @@datadir")) {
      row.next();
      return row.getString(1);
    }
  }

  private static Source source(
      DatabaseServer server, String host, String mode, SignedCertificate trusted) throws Exception {
    return Sources.of(
        host,
        server.port(),
        "database.user",
        USER,
        "database.password",
        USER_PASSWORD,
        "database.ssl.mode",
        mode,
        "database.ssl.truststore",
        trusted.truststore().toString(),
        "database.ssl.truststore.password",
        SignedCertificate.PASSWORD);
  }

  /** Reads a row over both kinds of connection. */
  private static void assertReads(
      DatabaseServer server, String host, String mode, SignedCertificate trusted) throws Exception {
    Source source = source(server, host, mode, trusted);
    try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
      server.execute("INSERT INTO shop.users VALUES ()");
      assertThat(consumer.awaitRows(1)).as(mode + " at " + host).hasSize(1);
    }
    assertThat(source.check()).noneMatch(finding -> finding.severity() == Finding.Severity.PROBLEM);
    source.close();
  }

  /** Neither kind of connection may be made, each for itself. */
  private static void assertRefused(
      DatabaseServer server, String host, String mode, SignedCertificate trusted) throws Exception {
    Source source = source(server, host, mode, trusted);
    assertMisconfigured(
        catchThrowableOfType(SourceException.class, source::latestPosition), host, mode);
    ServerAccess access =
        new ServerAccess(
            host,
            server.port(),
            USER,
            USER_PASSWORD,
            TlsMode.of(mode),
            trusted.truststore().toString(),
            SignedCertificate.PASSWORD,
            Duration.ofSeconds(30));
    SourcePosition from = Sources.of(server).latestPosition();
    try (BinlogConnection binlog =
        new BinlogConnection(access, 4711, Duration.ofSeconds(1), false)) {
      assertMisconfigured(
          catchThrowableOfType(SourceException.class, () -> binlog.read(from, new NothingComes())),
          host,
          mode);
    }
    source.close();
  }

  private static void assertMisconfigured(SourceException trouble, String host, String mode) {
    assertThat(trouble)
        .hasMessageContainingAll(
            host,
            "database.ssl.mode=" + mode,
            "check the server's certificate and database.ssl.truststore")
        .hasMessageNotContainingAny(USER_PASSWORD, SignedCertificate.PASSWORD)
        .extracting(SourceException::kind)
        .isEqualTo(Kind.MISCONFIGURED);
  }

  /** Events from a server that should not have been talked to. */
  private static final class NothingComes implements EventHandler {

    @Override
    public void event(RawEvent event) {
      throw new AssertionError("an event came");
    }

    @Override
    public boolean isInTransaction() {
      return false;
    }

    @Override
    public String nextPlace() {
      return "nowhere";
    }
  }

  @Test
  void theServerIsVerifiedAsFarAsTheModeSays() throws Exception {
    SignedCertificate own = SignedCertificate.make(directory.resolve("own"), "dns:" + NAME);
    SignedCertificate another = SignedCertificate.make(directory.resolve("another"), "dns:" + NAME);
    try (DatabaseServer server = start(own)) {
      // nothing is verified, whatever is trusted
      assertReads(server, OTHER_NAME, "preferred", another);
      assertReads(server, OTHER_NAME, "required", another);
      // whoever it leads to
      assertReads(server, OTHER_NAME, "verify_ca", own);
      assertRefused(server, NAME, "verify_ca", another);
      // and whom it names
      assertReads(server, NAME, "verify_identity", own);
      assertRefused(server, OTHER_NAME, "verify_identity", own);
      assertRefused(server, NAME, "verify_identity", another);
      Source open = source(server, NAME, "disabled", own);
      assertThat(catchThrowableOfType(SourceException.class, open::latestPosition).kind())
          .isEqualTo(Kind.REFUSED);
      open.close();
    }
  }
}
