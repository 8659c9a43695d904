package dev.freshet.sink.memcached.routing.hash;

/**
 * The hashes of Fowler, Noll and Vo. Of those of 64 bits clients use the lower half only; it
 * depends on the lower half of the basis, the prime and the units alone, so that 32 bits are
 * enough. Source: isthe.com/chongo/tech/comp/fnv.
 */
final class Fnv {

  static final int BASIS_32 = 0x811c9dc5;
  static final int PRIME_32 = 0x01000193;

  /** Of 0xcbf29ce484222325. */
  static final int BASIS_64 = 0x84222325;

  /** Of 0x100000001b3. */
  static final int PRIME_64 = 0x000001b3;

  private Fnv() {}

  static int fnv1(int[] units, int count, int basis, int prime) {
    int hash = basis;
    for (int i = 0; i < count; i++) {
      hash = (hash * prime) ^ units[i];
    }
    return hash;
  }

  static int fnv1a(int[] units, int count, int basis, int prime) {
    int hash = basis;
    for (int i = 0; i < count; i++) {
      hash = (hash ^ units[i]) * prime;
    }
    return hash;
  }
}
