package dev.freshet.sink.memcached.client;

import java.util.Locale;

/** How much a connection to a server is protected; the values of {@code ssl.mode}. */
public enum TlsMode {
  /** Not at all. */
  DISABLED,
  /** Encrypted, with whoever answers. */
  REQUIRED,
  /** Encrypted, and the server's certificate comes from a trusted authority. */
  VERIFY_CA,
  /** The same, and the certificate is for the host name in {@code servers}. */
  VERIFY_IDENTITY;

  /** The mode that {@code text} names, as the option does. */
  public static TlsMode of(String text) {
    return valueOf(text.trim().toUpperCase(Locale.ROOT));
  }
}
