package dev.freshet.sink.memcached.routing;

import dev.freshet.sink.memcached.routing.hash.Crc;
import dev.freshet.sink.memcached.routing.hash.Digest;
import dev.freshet.sink.memcached.routing.hash.KeyHash;
import dev.freshet.sink.memcached.routing.hash.KeyHashes;
import dev.freshet.sink.memcached.routing.hash.KeyUnits;
import dev.freshet.sink.memcached.routing.hash.Murmur;
import dev.freshet.sink.memcached.routing.hash.UnitHash;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The modes of memcached's clients by name: {@code CLIENT-MODE}, with the words of the client's own
 * settings. Each is put together from a few parts; a new mode is a new line here. Placements are
 * proven against tables that the real clients made, in the versions that docs/distributions.md
 * names.
 */
final class ClientModes {

  private static final KeyHash MD5 = KeyHashes.MD5;

  /** The points of the libketama ring as libmemcached counts them. */
  private static final RingShape KETAMA =
      new RingShape(RingPoints.KETAMA, PointCount.DIGESTS_IN_SINGLE_PRECISION, RingOrder.RISING);

  /** The points of the libketama ring as clients on the JVM put them into a map. */
  private static final RingShape KETAMA_MAP =
      new RingShape(RingPoints.KETAMA, PointCount.DIGESTS, RingOrder.RISING_LAST_WINS);

  private final Map<String, Mode> modes = new TreeMap<>();

  private ClientModes() {}

  /** All modes by their names, in the order of the alphabet. */
  static Map<String, Mode> all() {
    ClientModes table = new ClientModes();
    table.libmemcached();
    table.phpMemcached();
    table.pylibmc();
    table.phpMemcache();
    table.twemproxy();
    table.spymemcached();
    table.xmemcached();
    table.otherClients();
    return table.modes;
  }

  private void add(String name, ServerLabel label, Algorithm algorithm) {
    modes.put(name, new Mode(algorithm, label));
  }

  /** Most bindings of libmemcached only have other names for its modes. */
  private void same(String name, String as) {
    modes.put(name, Objects.requireNonNull(modes.get(as), as));
  }

  private void libmemcached() {
    KeyHashes.LIBMEMCACHED.forEach(
        (name, hash) -> {
          add("libmemcached-modula-" + name, ServerLabel.HOST, Algorithm.modulo(hash));
          add("libmemcached-consistent-" + name, ServerLabel.HOST, consistent(hash));
          if (hash != MD5) {
            add(
                "libmemcached-ketama_weighted_then_hash_" + name,
                ServerLabel.HOST,
                Algorithm.ring(KETAMA, hash));
          }
        });
    add("libmemcached-ketama_weighted", ServerLabel.HOST, Algorithm.ring(KETAMA, MD5));
    add(
        "libmemcached-ketama_weighted_spy",
        ServerLabel.SLASH_HOST_AND_PORT,
        Algorithm.ring(KETAMA, MD5));
    for (String name : List.of("default", "md5")) {
      KeyHash hash = hash(KeyHashes.LIBMEMCACHED, name);
      same("libmemcached-ketama-" + name, "libmemcached-consistent-" + name);
      add("libmemcached-spy-" + name, ServerLabel.SLASH_HOST_AND_PORT, consistent(hash));
    }
    add(
        "libmemcached-order-ketama_then_servers_then_hash_md5",
        ServerLabel.HOST,
        Algorithm.ring(hundred(hash(KeyHashes.LIBMEMCACHED, "default")), MD5)
            .unlessWeighted(Algorithm.ring(KETAMA, MD5)));
    add(
        "libmemcached-order-servers_then_hash_md5_then_ketama",
        ServerLabel.HOST,
        consistent(MD5).withoutWeights());
  }

  /** libmemcached's ring of 100 points; a weight turns it into the ring of libketama. */
  private static Algorithm consistent(KeyHash hash) {
    return Algorithm.ring(hundred(hash), hash).unlessWeighted(Algorithm.ring(KETAMA, hash));
  }

  private static RingShape hundred(KeyHash hash) {
    return new RingShape(RingPoints.hashes(hash), PointCount.fixed(100), RingOrder.RISING);
  }

  private void phpMemcached() {
    same("php_memcached-no_options", "libmemcached-modula-default");
    same("php_memcached-distribution_consistent", "libmemcached-consistent-default");
    same("php_memcached-libketama_compatible", "libmemcached-ketama_weighted");
    same("php_memcached-distribution_consistent_then_libketama", "libmemcached-ketama_weighted");
    same("php_memcached-libketama_then_distribution_consistent", "libmemcached-consistent-md5");
    for (String hash : List.of("default", "crc")) {
      same(
          "php_memcached-libketama_then_hash_" + hash,
          "libmemcached-ketama_weighted_then_hash_" + hash);
    }
    for (String hash :
        List.of("crc", "fnv1_32", "fnv1_64", "fnv1a_32", "fnv1a_64", "md5", "murmur")) {
      same("php_memcached-modula_" + hash, "libmemcached-modula-" + hash);
      same("php_memcached-hash_" + hash + "_then_consistent", "libmemcached-consistent-" + hash);
    }
    KeyHash oneAtATime = hash(KeyHashes.LIBMEMCACHED, "default");
    add(
        "php_memcached-distribution_consistent-options_after_servers",
        ServerLabel.HOST,
        consistent(oneAtATime).withoutWeights());
    same(
        "php_memcached-libketama_then_distribution_consistent-options_after_servers",
        "libmemcached-order-servers_then_hash_md5_then_ketama");
    add(
        "php_memcached-consistent_then_hash_md5-options_after_servers",
        ServerLabel.HOST,
        Algorithm.ring(hundred(oneAtATime), MD5));
  }

  private void pylibmc() {
    same("pylibmc-default", "libmemcached-modula-default");
    for (String hash : List.of("crc", "fnv1a_32", "jenkins", "md5", "murmur")) {
      same("pylibmc-hash_" + hash, "libmemcached-modula-" + hash);
    }
    same("pylibmc-hash_md5-consistent", "libmemcached-consistent-md5");
    same("pylibmc-consistent", "libmemcached-consistent-default");
    same("pylibmc-ketama", "libmemcached-ketama-default");
    same("pylibmc-ketama_weighted", "libmemcached-ketama_weighted");
    same("pylibmc-consistent_ketama_spy", "libmemcached-spy-default");
  }

  private void phpMemcache() {
    Map<String, KeyHash> hashes =
        Map.of("crc32", Crc.CRC32, "fnv", hash(KeyHashes.LIBMEMCACHED, "fnv1a_32"));
    hashes.forEach(
        (name, hash) -> {
          add(
              "php_memcache-standard_" + name,
              ServerLabel.HOST_AND_PORT,
              Algorithm.moduloByWeight(hash.upperFifteenBits().neverZero()));
          add(
              "php_memcache-consistent_" + name,
              ServerLabel.HOST_AND_PORT,
              Algorithm.buckets(
                  1024,
                  new RingShape(
                      RingPoints.hashes(hash), PointCount.perWeight(160), RingOrder.RISING),
                  hash));
        });
  }

  private void twemproxy() {
    KeyHashes.TWEMPROXY.forEach(
        (name, hash) -> {
          Map<String, Algorithm> algorithms =
              Map.of(
                  "ketama", Algorithm.ring(KETAMA, hash), "modula", Algorithm.moduloByWeight(hash));
          algorithms.forEach(
              (distribution, algorithm) -> {
                String mode = "twemproxy-" + distribution + "-" + name;
                add(mode, ServerLabel.HOST, algorithm);
                add(mode + "-hash_tag", ServerLabel.HOST, algorithm.byHashTag());
              });
        });
  }

  private void spymemcached() {
    Map<String, KeyHash> hashes =
        new TreeMap<>(Map.of("CRC_HASH", KeyHashes.CRC32_FIFTEEN_BITS, "KETAMA_HASH", MD5));
    for (String name :
        List.of("FNV1A_32_HASH", "FNV1A_64_HASH", "FNV1_32_HASH", "FNV1_64_HASH", "NATIVE_HASH")) {
      hashes.put(name, hash(KeyHashes.XMEMCACHED, name));
    }
    hashes.forEach(
        (name, hash) -> {
          add("spymemcached-arraymod-" + name, ServerLabel.HOST_AND_PORT, Algorithm.modulo(hash));
          if (!name.equals("NATIVE_HASH") && hash != MD5) {
            add(
                "spymemcached-builder_consistent-" + name,
                ServerLabel.NAME_AND_ADDRESS,
                hashedMap(hash));
          }
        });
    same("spymemcached-default", "spymemcached-arraymod-NATIVE_HASH");
    add(
        "spymemcached-builder_consistent_nohash",
        ServerLabel.NAME_AND_ADDRESS,
        hashedMap(hash(KeyHashes.XMEMCACHED, "NATIVE_HASH")));
    Algorithm ketama =
        Algorithm.ring(KETAMA_MAP, MD5)
            .unlessWeightsAreGiven(
                Algorithm.ring(
                    new RingShape(
                        RingPoints.KETAMA,
                        PointCount.DIGESTS_IN_SINGLE_PRECISION,
                        RingOrder.RISING_LAST_WINS),
                    MD5));
    add("spymemcached-ketama", ServerLabel.NAME_AND_ADDRESS, ketama.withoutWeights());
    add("spymemcached-ketama_format_SPYMEMCACHED", ServerLabel.NAME_AND_ADDRESS, ketama);
    add("spymemcached-ketama_format_LIBMEMCACHED", ServerLabel.FOUND_NAME, ketama);
    add("spymemcached-ketama_format_LIBMEMCACHED_noreverse", ServerLabel.HOST, ketama);
  }

  /** A hash other than KETAMA_HASH makes the points, too. */
  private static Algorithm hashedMap(KeyHash hash) {
    return Algorithm.ring(
        new RingShape(RingPoints.hashes(hash), PointCount.fixed(160), RingOrder.RISING_LAST_WINS),
        hash);
  }

  private void xmemcached() {
    KeyHashes.XMEMCACHED.forEach(
        (name, hash) ->
            add(
                "xmemcached-array-" + name,
                ServerLabel.HOST_AND_PORT,
                Algorithm.moduloByWeight(hash)));
    same("xmemcached-default", "xmemcached-array-NATIVE_HASH");
    for (String name : List.of("CRC32_HASH", "FNV1A_32_HASH", "KETAMA_HASH", "NATIVE_HASH")) {
      add(
          "xmemcached-phpmemcache-" + name,
          ServerLabel.HOST_AND_PORT,
          Algorithm.moduloByWeight(hash(KeyHashes.XMEMCACHED, name).upperFifteenBits()));
    }
    for (String name : List.of("CRC32_HASH", "FNV1A_64_HASH", "FNV1_32_HASH", "ONE_AT_A_TIME")) {
      KeyHash hash = hash(KeyHashes.XMEMCACHED, name);
      add(
          "xmemcached-ketama_" + name,
          ServerLabel.FOUND_NAME_AND_ADDRESS,
          Algorithm.ring(
              new RingShape(
                  RingPoints.hashes(hash),
                  PointCount.perWeight(160),
                  RingOrder.RISING_POINT_DECIDES),
              hash));
    }
    Algorithm ketama =
        Algorithm.ring(
            new RingShape(
                RingPoints.KETAMA, PointCount.perWeight(40), RingOrder.RISING_POINT_DECIDES),
            MD5);
    add("xmemcached-ketama", ServerLabel.FOUND_NAME_AND_ADDRESS, ketama);
    add("xmemcached-ketama_noreverse", ServerLabel.SLASH_NAME_AND_ADDRESS, ketama);
    add("xmemcached-ketama_noresolve", ServerLabel.SLASH_NAME_AND_ADDRESS, ketama);
    add("xmemcached-ketama_gwhalin", ServerLabel.FOUND_NAME_AND_PORT, ketama);
    add("xmemcached-ketama_nginx", ServerLabel.ADDRESS, ketama);
    add("xmemcached-election", ServerLabel.FOUND_NAME_AND_ADDRESS, Rendezvous.election());
    add("xmemcached-election_noreverse", ServerLabel.SLASH_NAME_AND_ADDRESS, Rendezvous.election());
    Algorithm libmemcached = unweightedHundred("ONE_AT_A_TIME");
    add("xmemcached-libmemcached", ServerLabel.FOUND_NAME, libmemcached);
    add("xmemcached-libmemcached_noreverse", ServerLabel.HOST, libmemcached);
    add(
        "xmemcached-libmemcached_100_CRC32",
        ServerLabel.FOUND_NAME,
        unweightedHundred("CRC32_HASH"));
    add(
        "xmemcached-libmemcached_100_KETAMA",
        ServerLabel.FOUND_NAME,
        unweightedHundred("KETAMA_HASH"));
  }

  private static Algorithm unweightedHundred(String name) {
    KeyHash hash = hash(KeyHashes.XMEMCACHED, name);
    return Algorithm.ring(hundred(hash), hash);
  }

  private void otherClients() {
    add(
        "dalli-ring",
        ServerLabel.HOST_AND_PORT,
        Algorithm.ring(
            new RingShape(RingPoints.DALLI, PointCount.IN_PROPORTION, RingOrder.FALLING),
            Crc.CRC32));
    add(
        "folsom-ketama",
        ServerLabel.HOST_AND_PORT,
        Algorithm.ring(
            new RingShape(
                RingPoints.FOLSOM, PointCount.fixed(100), RingOrder.RISING_SIGNED_LAST_WINS),
            Murmur.MURMUR3));
    add("gomemcache-crc32_modula", ServerLabel.HOST_AND_PORT, Algorithm.moduloByWeight(Crc.CRC32));
    add(
        "memjs-default",
        ServerLabel.HOST_AND_PORT,
        Algorithm.modulo(KeyUnits.UTF_16.hashedWith(UnitHash.JAVA).absolute()));
    add("node_memcached-default", ServerLabel.HOST, hashring(Digest.MD5, 4));
    add("node_memcached-hash_ring", ServerLabel.HOST_AND_PORT, hashring(Digest.MD5, 3));
    add("node_memcached-sha1", ServerLabel.HOST, hashring(Digest.SHA1, 4));
    add(
        "pymemcache-rendezvous",
        ServerLabel.HOST_AND_PORT,
        Rendezvous.pymemcache(KeyText.PYTHON_CHARACTERS));
    add(
        "pymemcache-rendezvous_byteskeys",
        ServerLabel.HOST_AND_PORT,
        Rendezvous.pymemcache(KeyText.PYTHON_BYTES));
    add(
        "python_memcache-cmemcache_hash",
        ServerLabel.HOST_AND_PORT,
        Algorithm.moduloByWeight(KeyHashes.CRC32_FIFTEEN_BITS.neverZero()));
    add(
        "python_memcache-old_crc32",
        ServerLabel.HOST_AND_PORT,
        Algorithm.moduloByWeight(Crc.CRC32));
  }

  /** The ring of the hashring package for Node. */
  private static Algorithm hashring(Digest digest, int pointsPerDigest) {
    return Algorithm.ring(
        new RingShape(
            RingPoints.digests(digest, pointsPerDigest),
            PointCount.DIGESTS_IN_DOUBLE_PRECISION,
            RingOrder.RISING),
        digest.firstWord());
  }

  private static KeyHash hash(Map<String, KeyHash> hashes, String name) {
    return Objects.requireNonNull(hashes.get(name), name);
  }
}
