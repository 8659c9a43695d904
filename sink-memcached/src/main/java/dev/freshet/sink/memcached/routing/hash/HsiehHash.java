package dev.freshet.sink.memcached.routing.hash;

/**
 * Paul Hsieh's SuperFastHash from zero on, as twemproxy computes it: of a rest of three bytes the
 * last has a sign, a rest of one byte has none. Source: azillionmonkeys.com/qed/hash.html.
 */
public final class HsiehHash implements KeyHash {

  @Override
  public int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    int at = from;
    for (; to - at >= 4; at += 4) {
      hash += half(bytes, at);
      hash ^= (hash << 16) ^ (half(bytes, at + 2) << 11);
      hash += hash >>> 11;
    }
    switch (to - at) {
      case 3 -> {
        hash += half(bytes, at);
        hash ^= hash << 16;
        hash ^= bytes[at + 2] << 18;
        hash += hash >>> 11;
      }
      case 2 -> {
        hash += half(bytes, at);
        hash ^= hash << 11;
        hash += hash >>> 17;
      }
      case 1 -> {
        hash += bytes[at] & 0xff;
        hash ^= hash << 10;
        hash += hash >>> 1;
      }
      default -> {
        // all bytes are in
      }
    }
    hash ^= hash << 3;
    hash += hash >>> 5;
    hash ^= hash << 4;
    hash += hash >>> 17;
    hash ^= hash << 25;
    return hash + (hash >>> 6);
  }

  private static int half(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
  }
}
