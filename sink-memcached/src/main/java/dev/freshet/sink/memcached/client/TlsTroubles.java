package dev.freshet.sink.memcached.client;

import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in words why TLS with a server did not come about. */
final class TlsTroubles {

  private static final int MAX_CAUSES = 10;
  private static final String PLAIN =
      "start it with TLS (memcached -Z), or set ssl.mode=disabled if it has none";

  private TlsTroubles() {}

  /** What {@code failure} means; null if it does not come from TLS. */
  static @Nullable ServerTrouble of(Throwable failure) {
    if (!(failure instanceof SSLException)) {
      return null;
    }
    if (failure instanceof NotSslRecordException) {
      return new ServerTrouble("does not speak TLS, which ssl.mode asks for", PLAIN);
    }
    Throwable certificate = null;
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      if (cause instanceof CertificateExpiredException
          || cause instanceof CertificateNotYetValidException
          || (cause instanceof CertPathValidatorException path
              && path.getReason() == CertPathValidatorException.BasicReason.EXPIRED)) {
        return new ServerTrouble(
            "has a certificate that is not valid today (" + cause.getMessage() + ")",
            "give it a new one, and look at the clocks of both machines");
      }
      if (cause instanceof CertificateException) {
        certificate = cause;
      }
      if (cause instanceof ClosedChannelException) {
        return closed();
      }
      cause = cause.getCause();
    }
    if (certificate != null) {
      return certificate(String.valueOf(certificate.getMessage()));
    }
    return String.valueOf(failure.getMessage()).contains("closed while SSL/TLS handshake")
        ? closed()
        : new ServerTrouble(
            "and Freshet do not agree on TLS (" + failure.getMessage() + ")",
            "look at its TLS settings: versions, ciphers, whether it asks for a certificate of its"
                + " clients (memcached -o ssl_verify_mode), which Freshet has none of");
  }

  /** What it means that TLS did not begin because of {@code failure}. */
  static ServerTrouble ofBeginning(Throwable failure) {
    return failure instanceof ClosedChannelException ? closed() : Troubles.of(failure);
  }

  private static ServerTrouble closed() {
    return new ServerTrouble("closes the connection where TLS begins", PLAIN);
  }

  private static ServerTrouble certificate(String message) {
    if (message.contains("No subject alternative") || message.contains("No name matching")) {
      return new ServerTrouble(
          "has a certificate for another name (" + message + ")",
          "write the server in servers with a name that is in its certificate, have this one added"
              + " to the certificate, or set ssl.mode=verify_ca");
    }
    return new ServerTrouble(
        "has a certificate that is not trusted (" + message + ")",
        "put the certificate of its authority into ssl.truststore, or look who answers there");
  }
}
