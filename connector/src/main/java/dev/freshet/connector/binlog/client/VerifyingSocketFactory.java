package dev.freshet.connector.binlog.client;

import com.github.shyiko.mysql.binlog.network.SSLSocketFactory;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TlsMode;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS with a server whose certificate leads to a trusted one, and names the host as it is
 * configured where that is asked for: the library would take the name that the host's address has.
 */
final class VerifyingSocketFactory implements SSLSocketFactory {

  /** The newest one that never has a reader write, which nobody would see to. */
  private static final String PROTOCOL = "TLSv1.2";

  private final ServerAccess access;

  VerifyingSocketFactory(ServerAccess access) {
    this.access = access;
  }

  @Override
  public SSLSocket createSocket(Socket plain) throws SocketException {
    try {
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(null, trusted(), null);
      SSLSocket socket =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(plain, access.host(), access.port(), /* autoClose= */ true);
      if (access.tls() == TlsMode.VERIFY_IDENTITY) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      return socket;
    } catch (IOException | GeneralSecurityException e) {
      SocketException failure = new SocketException(e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  /** Null stands for what Java trusts. */
  private TrustManager @Nullable [] trusted() throws GeneralSecurityException {
    String file = access.truststore();
    if (file.isEmpty()) {
      return null;
    }
    String password = access.truststorePassword();
    try {
      KeyStore trusted =
          KeyStore.getInstance(new File(file), password.isEmpty() ? null : password.toCharArray());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return factory.getTrustManagers();
    } catch (IOException e) {
      throw new GeneralSecurityException(
          "database.ssl.truststore=" + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
