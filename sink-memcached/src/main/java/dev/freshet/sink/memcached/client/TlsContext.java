package dev.freshet.sink.memcached.client;

import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Protects connections to one server by the JDK's TLS. */
final class TlsContext {

  private final SSLContext context;
  private final TlsMode mode;

  private TlsContext(SSLContext context, TlsMode mode) {
    this.context = context;
    this.mode = mode;
  }

  /**
   * Reads the trusted certificates. Blocks.
   *
   * @return null if connections are not protected
   */
  static @Nullable TlsContext load(TlsOptions options) throws ServerTrouble {
    if (options.mode() == TlsMode.DISABLED) {
      return null;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trustManagers(options), new SecureRandom());
      return new TlsContext(context, options.mode());
    } catch (IOException | GeneralSecurityException e) {
      throw new ServerTrouble(
          "is not connected to, since ssl.truststore="
              + options.truststore()
              + " cannot be read ("
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + ")",
          "give the path of a JKS or PKCS12 file that Freshet may read, and its"
              + " ssl.truststore.password");
    }
  }

  private static TrustManager @Nullable [] trustManagers(TlsOptions options)
      throws IOException, GeneralSecurityException {
    if (options.mode() == TlsMode.REQUIRED) {
      return new TrustManager[] {new TrustEverybody()};
    }
    if (options.truststore().isEmpty()) {
      return null;
    }
    String file = options.truststore().toLowerCase(Locale.ROOT);
    KeyStore trusted = KeyStore.getInstance(file.endsWith(".jks") ? "JKS" : "PKCS12");
    String password = options.truststorePassword();
    try (InputStream in = Files.newInputStream(Path.of(options.truststore()))) {
      trusted.load(in, password.isEmpty() ? null : password.toCharArray());
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  /** A handler for one connection to {@code server}. */
  SslHandler handler(ServerAddress server) {
    SSLEngine engine = context.createSSLEngine(server.host(), server.port());
    engine.setUseClientMode(true);
    if (mode == TlsMode.VERIFY_IDENTITY) {
      SSLParameters parameters = engine.getSSLParameters();
      // RFC 2818: what HTTPS clients compare, there is no other rule for memcached
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    SslHandler handler = new SslHandler(engine);
    // the connector's own limit covers it
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }
}
