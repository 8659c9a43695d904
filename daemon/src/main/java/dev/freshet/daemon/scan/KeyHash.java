package dev.freshet.daemon.scan;

import dev.freshet.api.operation.CacheKey;

/**
 * 64 bits of a hash of bytes, of which each is as good as any other: FNV-1a (Fowler, Noll, Vo;
 * draft-eastlake-fnv), finished by the mixing function of SplitMix64 (Steele, Lea, Flood, "Fast
 * Splittable Pseudorandom Number Generators", 2014; variant 13 of Stafford's). Not for keeping
 * secrets.
 */
public final class KeyHash {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private KeyHash() {}

  /** The hash of a key. */
  public static long of(CacheKey key) {
    return of(key.bytes(), 0);
  }

  /**
   * The hash of bytes.
   *
   * @param seed gives other hashes
   */
  public static long of(byte[] bytes, long seed) {
    long hash = FNV_OFFSET ^ seed;
    for (byte each : bytes) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
