package dev.freshet.connector.schema;

import java.util.Locale;

/** How much a connection to the database is protected; the values of {@code database.ssl.mode}. */
public enum TlsMode {
  /** No TLS. */
  DISABLED,
  /** TLS if the server offers it; nothing is verified. */
  PREFERRED,
  /** TLS; nothing is verified. */
  REQUIRED,
  /** TLS; the server's certificate must lead to a trusted one. */
  VERIFY_CA,
  /** As VERIFY_CA, and the certificate must name the host. */
  VERIFY_IDENTITY;

  /** Whether certificates are looked at, so that a truststore says something. */
  public boolean verifies() {
    return this == VERIFY_CA || this == VERIFY_IDENTITY;
  }

  /** The mode that a configuration calls so. */
  public static TlsMode of(String name) {
    return valueOf(name.trim().toUpperCase(Locale.ROOT));
  }
}
