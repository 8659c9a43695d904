package dev.freshet.sink.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * What memcached takes for a name and a password: its file of them has lines {@code name:password},
 * each part up to 255 bytes (memcached authfile.c), and a name is sent with a space behind it.
 */
final class AuthenticationText {

  private static final int MAX_BYTES = 255;

  private AuthenticationText() {}

  /**
   * What is wrong with {@code text} as a name, in words that follow "KEY=VALUE "; null if nothing.
   */
  static @Nullable String nameProblem(String text) {
    return text.indexOf(' ') >= 0 ? "has a space in it, which no name can have" : problem(text);
  }

  /**
   * What is wrong with {@code text} as a password, in words that do not repeat it; null if nothing.
   */
  static @Nullable String problem(String text) {
    if (text.getBytes(UTF_8).length > MAX_BYTES) {
      return "is longer than the " + MAX_BYTES + " bytes that memcached takes";
    }
    return text.chars().anyMatch(Character::isISOControl)
        ? "has a control character in it, which memcached does not take"
        : null;
  }
}
