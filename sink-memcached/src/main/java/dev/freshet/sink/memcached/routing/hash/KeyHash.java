package dev.freshet.sink.memcached.routing.hash;

/**
 * A hash function over bytes. Thread-safe; allocates nothing per key unless a method of this
 * package says so.
 */
@FunctionalInterface
public interface KeyHash {

  /** The hash of the bytes from {@code from} to before {@code to}: 32 bits without a sign. */
  int hash(byte[] bytes, int from, int to);

  /** The hash of all of {@code bytes}. */
  default int hash(byte[] bytes) {
    return hash(bytes, 0, bytes.length);
  }

  /** The lower 15 of this hash's upper 16 bits, which is all that some clients use of a CRC-32. */
  default KeyHash upperFifteenBits() {
    return (bytes, from, to) -> (hash(bytes, from, to) >>> 16) & 0x7fff;
  }

  /** This hash, with 1 in the place of 0. */
  default KeyHash neverZero() {
    return (bytes, from, to) -> {
      int hash = hash(bytes, from, to);
      return hash == 0 ? 1 : hash;
    };
  }

  /** This hash read as a number with a sign, without its sign. */
  default KeyHash absolute() {
    return (bytes, from, to) -> Math.abs(hash(bytes, from, to));
  }
}
