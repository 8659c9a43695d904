package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Those of a server's keys whose hash lies in one part of all hashes. The part becomes smaller when
 * its keys take more memory than they may; what falls out of it is another slice's. Used by one
 * thread until it is complete, then by another.
 */
final class KeySlice {

  private static final long ALL = 1L << 32;

  /** What a key takes beside its bytes: the header of an array, and a reference. */
  private static final int KEY_OVERHEAD_BYTES = 24;

  /** Spreads similar numbers over all (Knuth, The Art of Computer Programming 3, 6.4). */
  private static final int GOLDEN_RATIO = 0x9e3779b9;

  private final long maxBytes;
  private final long from;
  private final List<byte[]> keys = new ArrayList<>();
  private long to;
  private long bytes;

  private KeySlice(long maxBytes, long from, long to) {
    this.maxBytes = maxBytes;
    this.from = from;
    this.to = to;
  }

  /**
   * The slice that begins with the smallest hash and holds all keys that fit.
   *
   * @param maxBytes how much memory the keys may take
   */
  static KeySlice first(long maxBytes) {
    return new KeySlice(maxBytes, 0, ALL);
  }

  /** Whether no hash is left for another slice. */
  boolean isLast() {
    return to == ALL;
  }

  /** The slice behind this one, as wide as this one has become. */
  KeySlice next() {
    return new KeySlice(maxBytes, to, Math.min(ALL, to + (to - from)));
  }

  /**
   * Takes {@code key} if it belongs here.
   *
   * @throws ServerTrouble if there are more keys of one hash than can be different
   */
  void add(byte[] key) throws ServerTrouble {
    if (holds(key)) {
      keys.add(key);
      bytes += bytes(key);
      while (bytes > maxBytes) {
        narrow();
      }
    }
  }

  private boolean holds(byte[] key) {
    long hash = Integer.toUnsignedLong(Arrays.hashCode(key) * GOLDEN_RATIO);
    return hash >= from && hash < to;
  }

  private static int bytes(byte[] key) {
    return KEY_OVERHEAD_BYTES + key.length;
  }

  private void narrow() throws ServerTrouble {
    if (to - from == 1) {
      throw new ServerTrouble(
          "tells the same keys over and over", "look at its version, and at what listens there");
    }
    to = from + (to - from) / 2;
    keys.removeIf(key -> !holds(key));
    bytes = keys.stream().mapToLong(KeySlice::bytes).sum();
  }

  /** Hands over all keys of the slice. */
  void forEach(Consumer<CacheKey> consumer) {
    keys.forEach(key -> consumer.accept(CacheKey.of(key)));
  }
}
