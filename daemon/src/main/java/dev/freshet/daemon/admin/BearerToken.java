package dev.freshet.daemon.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What clients have to know, sent as RFC 6750, section 2.1, says. Thread-safe. */
final class BearerToken {

  private static final String SCHEME = "bearer ";

  private final byte[] token;

  /**
   * @param token the token; empty: clients have to know nothing
   */
  BearerToken(String token) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Whether a request with this {@code Authorization} header may be answered. Takes equally long
   * for all wrong tokens of one length.
   */
  boolean accepts(@Nullable String authorization) {
    if (token.length == 0) {
      return true;
    }
    return authorization != null
        && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        && MessageDigest.isEqual(
            token,
            authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
  }
}
