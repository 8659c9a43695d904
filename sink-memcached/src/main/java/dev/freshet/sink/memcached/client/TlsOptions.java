package dev.freshet.sink.memcached.client;

/**
 * How connections are protected.
 *
 * @param mode how much
 * @param truststore the file with trusted certificates, JKS or PKCS12; empty for those that Java
 *     trusts
 * @param truststorePassword the file's password; empty if it has none; never shown
 */
public record TlsOptions(TlsMode mode, String truststore, String truststorePassword) {

  /** No protection. */
  public static final TlsOptions NONE = new TlsOptions(TlsMode.DISABLED, "", "");

  @Override
  public String toString() {
    return mode + (truststore.isEmpty() ? "" : " with " + truststore);
  }
}
