package dev.freshet.sink.memcached.routing.hash;

import static dev.freshet.sink.memcached.routing.hash.KeyUnits.SIGNED_BYTES;
import static dev.freshet.sink.memcached.routing.hash.KeyUnits.UNSIGNED_BYTES;
import static dev.freshet.sink.memcached.routing.hash.KeyUnits.UTF_16;

import java.util.Map;
import java.util.TreeMap;

/** The hash functions by the names that clients give them. */
public final class KeyHashes {

  /** MD5's first word: every client computes it alike. */
  public static final KeyHash MD5 = Digest.MD5.firstWord();

  /** The 15 bits of a CRC-32 that libmemcached and clients after its model use. */
  public static final KeyHash CRC32_FIFTEEN_BITS = Crc.CRC32.upperFifteenBits();

  /** libmemcached's {@code MEMCACHED_HASH_...}, in lower case. */
  public static final Map<String, KeyHash> LIBMEMCACHED = libmemcached();

  /** Twemproxy's {@code hash}. */
  public static final Map<String, KeyHash> TWEMPROXY = twemproxy();

  /** Xmemcached's {@code HashAlgorithm}; some of them are spymemcached's, too. */
  public static final Map<String, KeyHash> XMEMCACHED = xmemcached();

  private KeyHashes() {}

  /** What libmemcached and twemproxy have in common. */
  private static Map<String, KeyHash> common() {
    Map<String, KeyHash> hashes = new TreeMap<>();
    hashes.put("md5", MD5);
    hashes.put("fnv1_32", SIGNED_BYTES.hashedWith(UnitHash.FNV1_32));
    hashes.put("fnv1a_32", SIGNED_BYTES.hashedWith(UnitHash.FNV1A_32));
    hashes.put("fnv1_64", SIGNED_BYTES.hashedWith(UnitHash.FNV1_64));
    hashes.put("fnv1a_64", SIGNED_BYTES.hashedWith(UnitHash.FNV1A_64));
    hashes.put("jenkins", new JenkinsHash());
    hashes.put("murmur", Murmur.MURMUR2);
    return hashes;
  }

  private static Map<String, KeyHash> libmemcached() {
    Map<String, KeyHash> hashes = common();
    hashes.put("default", SIGNED_BYTES.hashedWith(UnitHash.ONE_AT_A_TIME));
    hashes.put("crc", CRC32_FIFTEEN_BITS);
    hashes.put("murmur3", Murmur.MURMUR3_SEEDED);
    return Map.copyOf(hashes);
  }

  private static Map<String, KeyHash> twemproxy() {
    Map<String, KeyHash> hashes = common();
    hashes.put("one_at_a_time", SIGNED_BYTES.hashedWith(UnitHash.ONE_AT_A_TIME));
    hashes.put("crc16", Crc.CRC16);
    hashes.put("crc32", CRC32_FIFTEEN_BITS);
    hashes.put("crc32a", Crc.CRC32);
    hashes.put("hsieh", new HsiehHash());
    return Map.copyOf(hashes);
  }

  private static Map<String, KeyHash> xmemcached() {
    Map<String, KeyHash> hashes = new TreeMap<>();
    hashes.put("KETAMA_HASH", MD5);
    hashes.put("CRC32_HASH", CRC32_FIFTEEN_BITS);
    hashes.put("ONE_AT_A_TIME", UNSIGNED_BYTES.hashedWith(UnitHash.ONE_AT_A_TIME));
    hashes.put("NATIVE_HASH", UTF_16.hashedWith(UnitHash.JAVA));
    hashes.put("FNV1_32_HASH", UTF_16.hashedWith(UnitHash.FNV1_32));
    hashes.put("FNV1A_32_HASH", UTF_16.hashedWith(UnitHash.FNV1A_32));
    hashes.put("FNV1_64_HASH", UTF_16.hashedWith(UnitHash.FNV1_64));
    hashes.put("FNV1A_64_HASH", UTF_16.hashedWith(UnitHash.FNV1A_64));
    hashes.put("ELF_HASH", UTF_16.hashedWith(UnitHash.ELF));
    hashes.put("LUA_HASH", UTF_16.hashedWith(UnitHash.LUA));
    hashes.put("MYSQL_HASH", UTF_16.hashedWith(UnitHash.MYSQL));
    hashes.put("RS_HASH", UTF_16.hashedWith(UnitHash.RS));
    return Map.copyOf(hashes);
  }
}
