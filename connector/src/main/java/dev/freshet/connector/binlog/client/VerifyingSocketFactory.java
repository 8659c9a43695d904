package dev.freshet.connector.binlog.client;

import com.github.shyiko.mysql.binlog.network.DefaultSSLSocketFactory;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS that trusts the certificates of a file. */
final class TruststoreSocketFactory extends DefaultSSLSocketFactory {

  private final String file;
  private final String password;

  TruststoreSocketFactory(String file, String password) {
    this.file = file;
    this.password = password;
  }

  @Override
  protected void initSSLContext(SSLContext context) throws GeneralSecurityException {
    try {
      KeyStore trusted =
          KeyStore.getInstance(new File(file), password.isEmpty() ? null : password.toCharArray());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      context.init(null, factory.getTrustManagers(), null);
    } catch (IOException e) {
      throw new GeneralSecurityException(
          "database.ssl.truststore=" + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
