package dev.freshet.connector.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import java.io.EOFException;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;

class ServerTroubleTest {

  private static final ServerAccess ACCESS =
      new ServerAccess(
          "db", 3306, "user", "secret", TlsMode.REQUIRED, "", "", Duration.ofSeconds(1));

  private static Throwable caused(Throwable failure, Throwable cause) {
    failure.initCause(cause);
    return failure;
  }

  private static Kind kindOf(Throwable failure) {
    SourceException overBinlog = ServerTrouble.unreachable(failure, ACCESS);
    SourceException overJdbc =
        ServerTrouble.of(new SQLException("cannot connect", "08000", failure), ACCESS);
    assertThat(overBinlog.kind()).isEqualTo(overJdbc.kind());
    return overJdbc.kind();
  }

  @Test
  void aConnectionThatEndsDuringTheHandshakeIsNoReasonToGiveUp() {
    assertThat(
            kindOf(
                caused(
                    new SSLHandshakeException("Remote host terminated the handshake"),
                    new EOFException("SSL peer shut down incorrectly"))))
        .isEqualTo(Kind.UNREACHABLE);
    assertThat(kindOf(new SSLException("Connection reset", new SocketException("reset"))))
        .isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void whatOnlyAnotherSettingMendsIsMisconfigured() {
    assertThat(
            kindOf(
                caused(
                    new SSLHandshakeException("PKIX path building failed"),
                    new CertificateException("not trusted"))))
        .isEqualTo(Kind.MISCONFIGURED);
    assertThat(kindOf(new SSLPeerUnverifiedException("another host")))
        .isEqualTo(Kind.MISCONFIGURED);
    assertThat(
            kindOf(
                new SQLException(
                    "SSL hostname verification failed : DNS host \"db\" doesn't correspond",
                    "08000")))
        .isEqualTo(Kind.MISCONFIGURED);
    assertThat(kindOf(new SSLHandshakeException("Received fatal alert: protocol_version")))
        .isEqualTo(Kind.MISCONFIGURED);
  }
}
