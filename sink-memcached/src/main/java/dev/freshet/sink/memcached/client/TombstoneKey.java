package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.api.operation.CacheKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where it is kept up to which version a key has been deleted: in an item without a value under
 * {@code freshet:t:} and the key, or, where that is too long, under {@code freshet:h:} and the
 * key's SHA-256 in hexadecimal digits. It is kept on the key's own server.
 */
final class TombstoneKey {

  private static final int MAX_KEY_BYTES = 250;
  private static final byte[] PREFIX = "freshet:t:".getBytes(US_ASCII);
  private static final byte[] HASH_PREFIX = "freshet:h:".getBytes(US_ASCII);

  private static final int SHA_256_DIGITS = 64;

  private TombstoneKey() {}

  /** Whether {@code key} is a tombstone's. */
  static boolean isOne(byte[] key) {
    return startsWith(key, PREFIX)
        || (key.length == HASH_PREFIX.length + SHA_256_DIGITS && startsWith(key, HASH_PREFIX));
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** Appends the key of {@code key}'s tombstone. */
  static void append(CommandBuffer out, CacheKey key) {
    byte[] bytes = key.bytes();
    if (PREFIX.length + bytes.length <= MAX_KEY_BYTES) {
      out.append(PREFIX).append(bytes);
    } else {
      out.append(HASH_PREFIX).append(HexFormat.of().formatHex(sha256(bytes)).getBytes(US_ASCII));
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java without SHA-256", e);
    }
  }
}
