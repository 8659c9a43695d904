package dev.freshet.sink.memcached.routing.hash;

/** Hashes that shift, add and exclude; {@link UnitHash} says what each is. */
final class ShiftingHashes {

  private ShiftingHashes() {}

  static int oneAtATime(int[] units, int count) {
    int hash = 0;
    for (int i = 0; i < count; i++) {
      hash += units[i];
      hash += hash << 10;
      hash ^= hash >>> 6;
    }
    hash += hash << 3;
    hash ^= hash >>> 11;
    hash += hash << 15;
    return hash;
  }

  static int java(int[] units, int count) {
    int hash = 0;
    for (int i = 0; i < count; i++) {
      hash = hash * 31 + units[i];
    }
    return hash;
  }

  static int mysql(int[] units, int count) {
    long hash = 0;
    int summand = 4;
    for (int i = 0; i < count; i++) {
      hash ^= ((hash & 63) + summand) * units[i] + (hash << 8);
      summand += 3;
    }
    return (int) hash;
  }

  static int elf(int[] units, int count) {
    int hash = 0;
    for (int i = 0; i < count; i++) {
      hash = (hash << 4) + units[i];
      int highest = hash & 0xf0000000;
      hash = (hash ^ (highest >>> 24)) & ~highest;
    }
    return hash;
  }

  static int rs(int[] units, int count) {
    int hash = 0;
    int factor = 63_689;
    for (int i = 0; i < count; i++) {
      hash = hash * factor + units[i];
      factor *= 378_551;
    }
    return hash & 0x7fffffff;
  }

  static int lua(int[] units, int count) {
    int step = (count >> 5) + 1;
    long hash = count;
    for (int i = count; i >= step; i -= step) {
      hash ^= (hash << 5) + (hash >> 2) + units[i - 1];
    }
    return (int) hash;
  }
}
