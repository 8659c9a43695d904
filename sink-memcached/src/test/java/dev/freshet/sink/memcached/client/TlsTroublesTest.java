package dev.freshet.sink.memcached.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsTroublesTest {

  private static ServerTrouble of(Throwable cause) {
    return Troubles.of(
        new DecoderException(new SSLHandshakeException("handshake failed").initCause(cause)));
  }

  @Test
  void aCertificateThatHasRunOutIsNamed() {
    CertificateExpiredException expired = new CertificateExpiredException("NotAfter: yesterday");
    ServerTrouble trouble =
        of(
            new CertificateException(
                new CertPathValidatorException("validity check failed", expired)));
    assertThat(trouble)
        .hasMessage("has a certificate that is not valid today (NotAfter: yesterday)");
    assertThat(trouble.remedy()).contains("clocks");
  }

  @Test
  void whatElseIsWrongWithACertificateIsTold() {
    assertThat(of(new CertificateException("unable to find a valid path")))
        .hasMessage("has a certificate that is not trusted (unable to find a valid path)");
    assertThat(of(new CertificateException("No name matching cache.test found")))
        .hasMessage("has a certificate for another name (No name matching cache.test found)");
  }

  @Test
  void aDisagreementIsToldInTheWordsOfTheLibrary() {
    ServerTrouble trouble =
        Troubles.of(new DecoderException(new SSLException("Received fatal alert: bad_cert")));
    assertThat(trouble)
        .hasMessage("and Freshet do not agree on TLS (Received fatal alert: bad_cert)");
    assertThat(trouble.remedy()).contains("ssl_verify_mode");
  }

  @Test
  void aConnectionThatEndsWhereTlsBeginsIsNotTakenForALostOne() {
    assertThat(TlsTroubles.ofBeginning(new ClosedChannelException()))
        .hasMessage("closes the connection where TLS begins");
    assertThat(TlsTroubles.ofBeginning(new IOException("Connection reset")))
        .hasMessage("lost the connection (Connection reset)");
  }
}
