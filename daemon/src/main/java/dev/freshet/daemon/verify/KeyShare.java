package dev.freshet.daemon.verify;

import java.util.Optional;

/**
 * A share of all keys: those whose hashes begin with certain bits. Immutable.
 *
 * @param bits how many bits these are, 0 to 62
 * @param prefix the bits
 */
record KeyShare(int bits, long prefix) {

  /** All keys. */
  static final KeyShare ALL = new KeyShare(0, 0);

  boolean contains(long hash) {
    return bits == 0 || hash >>> (Long.SIZE - bits) == prefix;
  }

  /** The first half of this share. */
  KeyShare firstHalf() {
    return new KeyShare(bits + 1, prefix << 1);
  }

  /** The share of this size behind this one; empty if there is none. */
  Optional<KeyShare> next() {
    return prefix + 1 < 1L << bits ? Optional.of(new KeyShare(bits, prefix + 1)) : Optional.empty();
  }
}
