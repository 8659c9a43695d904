package dev.freshet.transformers.item;

import java.util.Arrays;
import java.util.Optional;

/**
 * The clients of memcached that decompress what they read, and by which flags they do.
 *
 * <p>From the clients' sources, and from the items that the real clients write, in the versions
 * that docs/compression.md names:
 *
 * <ul>
 *   <li>spymemcached and Xmemcached: SerializingTranscoder (COMPRESSED, SPECIAL_BYTEARRAY);
 *   <li>PHP memcached: php_memcached.c (MEMC_VAL_COMPRESSED and MEMC_VAL_COMPRESSION_ZLIB, four
 *       bits further up; s_compress_value);
 *   <li>PHP memcache: memcache_pool.c (MMC_COMPRESSED);
 *   <li>pylibmc: _pylibmcmodule.h (PYLIBMC_FLAG_ZLIB, PYLIBMC_FLAG_TEXT); python-memcached:
 *       memcache.py (_FLAG_COMPRESSED, _FLAG_TEXT); pymemcache: serde.py (CompressedSerde);
 *   <li>Dalli: ValueCompressor (FLAG_COMPRESSED).
 * </ul>
 */
public enum ReadingClient {
  SPYMEMCACHED("spymemcached", CompressedForm.GZIP, 2, 0, 8 << 8, 16_384),
  XMEMCACHED("xmemcached", CompressedForm.GZIP, 2, 0, 8 << 8, 16_384),
  XMEMCACHED_ZIP("xmemcached-zip", CompressedForm.ZLIB, 2, 0, 8 << 8, 16_384),
  PHP_MEMCACHED("php_memcached", CompressedForm.LENGTH_AND_ZLIB, 1 << 4 | 1 << 5, 0, 0, 2_000),
  PHP_MEMCACHE("php_memcache", CompressedForm.ZLIB, 2, 0, 0, 20_000),
  // The two have no minimum of their own: each call gives one, or nothing is compressed.
  PYTHON_MEMCACHE("python_memcache", CompressedForm.ZLIB, 1 << 3, 1 << 4, 0, 1_024),
  PYLIBMC("pylibmc", CompressedForm.ZLIB, 1 << 3, 1 << 4, 0, 1_024),
  PYMEMCACHE("pymemcache", CompressedForm.ZLIB, 1 << 3, 1 << 4, 0, 400),
  DALLI("dalli", CompressedForm.ZLIB, 2, 0, 0, 4_096),
  DALLI_GZIP("dalli-gzip", CompressedForm.GZIP, 2, 0, 0, 4_096);

  private final String configuredName;
  private final CompressedForm form;
  private final int compressedFlags;
  private final int textFlags;
  private final int binaryFlags;
  private final int minimumBytes;

  ReadingClient(
      String configuredName,
      CompressedForm form,
      int compressedFlags,
      int textFlags,
      int binaryFlags,
      int minimumBytes) {
    this.configuredName = configuredName;
    this.form = form;
    this.compressedFlags = compressedFlags;
    this.textFlags = textFlags;
    this.binaryFlags = binaryFlags;
    this.minimumBytes = minimumBytes;
  }

  /** The client that {@code value.compression} names; empty if there is none. */
  static Optional<ReadingClient> named(String name) {
    return Arrays.stream(values()).filter(client -> client.configuredName.equals(name)).findFirst();
  }

  /** The name that {@code value.compression} has for it. */
  String configuredName() {
    return configuredName;
  }

  /** What a compressed value looks like to it. */
  CompressedForm form() {
    return form;
  }

  /** The flags by which it knows a compressed value. */
  int compressedFlags() {
    return compressedFlags;
  }

  /** The flags by which it knows a text. */
  int textFlags() {
    return textFlags;
  }

  /** The flags by which it knows bytes that are not text. */
  int binaryFlags() {
    return binaryFlags;
  }

  /** The size in bytes from which it compresses by default, or a useful one where it has none. */
  int minimumBytes() {
    return minimumBytes;
  }
}
