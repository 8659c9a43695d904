package dev.freshet.sink.memcached.routing;

import java.util.Arrays;

/** Places keys on servers whose labels are known. Immutable, thread-safe, does no I/O. */
@FunctionalInterface
interface Placement {

  /**
   * The place, counted from 0, of the server that holds a key.
   *
   * @param key the bytes from {@code from} to before {@code to} are what the client hashes
   */
  int serverFor(byte[] key, int from, int to);

  /**
   * This placement, by the text between a key's first brace and the next closing one, or by the
   * whole key where there is none or nothing between them: twemproxy with {@code hash_tag: "{}"}.
   */
  default Placement byHashTag() {
    return (key, from, to) -> {
      int opening = indexOf((byte) '{', key, from, to);
      int closing = indexOf((byte) '}', key, opening + 1, to);
      return closing - opening > 1 && closing < to
          ? serverFor(key, opening + 1, closing)
          : serverFor(key, from, to);
    };
  }

  /** This placement, by what stands behind {@code prefix} in keys that begin with it. */
  default Placement behindPrefix(byte[] prefix) {
    return (key, from, to) -> {
      int behind = from + prefix.length;
      return behind < to && Arrays.equals(key, from, behind, prefix, 0, prefix.length)
          ? serverFor(key, behind, to)
          : serverFor(key, from, to);
    };
  }

  private static int indexOf(byte wanted, byte[] key, int from, int to) {
    int at = from;
    while (at < to && key[at] != wanted) {
      at++;
    }
    return at;
  }
}
