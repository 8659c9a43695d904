package dev.freshet.sink.memcached.routing;

import java.util.Arrays;

/**
 * Consistent hashing: points of the servers on a ring of 32-bit numbers; a key belongs to the first
 * point at or behind its hash, and to the first of all behind the last.
 */
final class RingDistribution implements Distribution {

  private final KeyHash hash;

  /** The points in rising order, as unsigned numbers. */
  private final long[] points;

  /** The server of each point. */
  private final int[] servers;

  /**
   * @param hash the hash of keys
   * @param pointsAndServers the points, each in the upper 32 bits of an element, with its server's
   *     place in the lower; where points are equal, the server with the lower place comes first
   */
  RingDistribution(KeyHash hash, long[] pointsAndServers) {
    this.hash = hash;
    long[] sorted = pointsAndServers.clone();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] ^= Long.MIN_VALUE;
    }
    Arrays.sort(sorted);
    points = new long[sorted.length];
    servers = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      points[i] = (sorted[i] ^ Long.MIN_VALUE) >>> 32;
      servers[i] = (int) sorted[i];
    }
  }

  @Override
  public int serverFor(byte[] key) {
    long wanted = Integer.toUnsignedLong(hash.hash(key));
    int low = 0;
    int high = points.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (points[middle] < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return servers[low == points.length ? 0 : low];
  }
}
