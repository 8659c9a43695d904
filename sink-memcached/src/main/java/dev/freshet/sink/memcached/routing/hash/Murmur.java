package dev.freshet.sink.memcached.routing.hash;

/** Austin Appleby's Murmur hashes of 32 bits. Source: github.com/aappleby/smhasher. */
public final class Murmur {

  /** MurmurHash2 as libmemcached and twemproxy seed it. */
  public static final KeyHash MURMUR2 =
      (bytes, from, to) -> murmur2(bytes, from, to, seed(to - from));

  /** MurmurHash3_x86_32 as libmemcached seeds it. */
  public static final KeyHash MURMUR3_SEEDED =
      (bytes, from, to) -> murmur3(bytes, from, to, seed(to - from));

  /** MurmurHash3_x86_32 from zero on, as folsom and pymemcache use it. */
  public static final KeyHash MURMUR3 = (bytes, from, to) -> murmur3(bytes, from, to, 0);

  private static final int MULTIPLIER_2 = 0x5bd1e995;

  private Murmur() {}

  private static int seed(int length) {
    return 0xdeadbeef * length;
  }

  static int murmur2(byte[] bytes, int from, int to, int seed) {
    int hash = seed ^ (to - from);
    int at = from;
    for (; to - at >= Integer.BYTES; at += Integer.BYTES) {
      int word = LittleEndian.word(bytes, at) * MULTIPLIER_2;
      word = (word ^ (word >>> 24)) * MULTIPLIER_2;
      hash = (hash * MULTIPLIER_2) ^ word;
    }
    if (at < to) {
      hash = (hash ^ LittleEndian.partOfWord(bytes, at, to)) * MULTIPLIER_2;
    }
    hash = (hash ^ (hash >>> 13)) * MULTIPLIER_2;
    return hash ^ (hash >>> 15);
  }

  static int murmur3(byte[] bytes, int from, int to, int seed) {
    int hash = seed;
    int at = from;
    for (; to - at >= Integer.BYTES; at += Integer.BYTES) {
      hash ^= scrambled(LittleEndian.word(bytes, at));
      hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
    }
    hash ^= scrambled(LittleEndian.partOfWord(bytes, at, to)) ^ (to - from);
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }

  private static int scrambled(int word) {
    return Integer.rotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
  }
}
