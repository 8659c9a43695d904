package dev.freshet.sink.memcached.routing;

/**
 * Bob Jenkins' one-at-a-time hash as libmemcached computes it on x86-64, its default: bytes are
 * signed, sums wrap around at 32 bits. Source of the algorithm: Bob Jenkins, "Hash functions", Dr.
 * Dobb's Journal, September 1997.
 */
final class OneAtATimeHash implements KeyHash {

  @Override
  public int hash(byte[] key) {
    int hash = 0;
    for (byte b : key) {
      hash += b;
      hash += hash << 10;
      hash ^= hash >>> 6;
    }
    hash += hash << 3;
    hash ^= hash >>> 11;
    hash += hash << 15;
    return hash;
  }
}
