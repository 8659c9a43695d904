package dev.freshet.sink.memcached.routing.hash;

/**
 * A hash that takes one unit of a key after the other; what the units are is {@link KeyUnits}'.
 * Thread-safe.
 */
@FunctionalInterface
public interface UnitHash {

  /** FNV-1 of 32 bits. */
  UnitHash FNV1_32 = (units, count) -> Fnv.fnv1(units, count, Fnv.BASIS_32, Fnv.PRIME_32);

  /** FNV-1a of 32 bits. */
  UnitHash FNV1A_32 = (units, count) -> Fnv.fnv1a(units, count, Fnv.BASIS_32, Fnv.PRIME_32);

  /** The lower half of FNV-1 of 64 bits. */
  UnitHash FNV1_64 = (units, count) -> Fnv.fnv1(units, count, Fnv.BASIS_64, Fnv.PRIME_64);

  /** The lower half of FNV-1a of 64 bits. */
  UnitHash FNV1A_64 = (units, count) -> Fnv.fnv1a(units, count, Fnv.BASIS_64, Fnv.PRIME_64);

  /**
   * Bob Jenkins' one-at-a-time, libmemcached's default. Source: "Hash functions", Dr. Dobb's
   * Journal, September 1997.
   */
  UnitHash ONE_AT_A_TIME = ShiftingHashes::oneAtATime;

  /** {@link String#hashCode}. */
  UnitHash JAVA = ShiftingHashes::java;

  /** MySQL's hash of old, as Xmemcached computes it in 64 bits. */
  UnitHash MYSQL = ShiftingHashes::mysql;

  /** The hash of UNIX's ELF object files, limited to 31 bits. */
  UnitHash ELF = ShiftingHashes::elf;

  /** Robert Sedgewick's hash, "Algorithms in C", limited to 31 bits. */
  UnitHash RS = ShiftingHashes::rs;

  /** Lua 5.1's hash of strings, as Xmemcached computes it in 64 bits. */
  UnitHash LUA = ShiftingHashes::lua;

  /** The hash of the first {@code count} of {@code units}: 32 bits without a sign. */
  int hash(int[] units, int count);
}
