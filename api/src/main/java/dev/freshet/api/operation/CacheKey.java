package dev.freshet.api.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A key as it stands in the pool: its bytes, compared by value. Immutable and thread-safe. */
public final class CacheKey {

  /**
   * The longest key that memcached takes, in bytes (KEY_MAX_LENGTH, memcached doc/protocol.txt).
   */
  public static final int MAX_BYTES = 250;

  private final byte[] bytes;
  private final int hash;
  private final boolean legal;

  private CacheKey(byte[] bytes) {
    int hashed = 1;
    boolean allowed = bytes.length > 0 && bytes.length <= MAX_BYTES;
    for (byte each : bytes) {
      hashed = 31 * hashed + each;
      allowed &= isLegal(each);
    }
    this.bytes = bytes;
    this.hash = hashed;
    this.legal = allowed;
  }

  /** Takes over {@code bytes}, which the caller must not change afterwards. */
  public static CacheKey of(byte[] bytes) {
    return new CacheKey(bytes);
  }

  public static CacheKey of(String text) {
    return new CacheKey(text.getBytes(UTF_8));
  }

  /** The key's bytes, not a copy: the caller must not change them. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * What {@link #problem(byte[], int, int)} says of the key; known beforehand if it says nothing.
   */
  public @Nullable String problem() {
    return legal ? null : problem(bytes, 0, bytes.length);
  }

  /**
   * Why memcached's text protocols would refuse the key, or null if they take it. A key has 1 to
   * 250 bytes, none of them a space or a control character (memcached doc/protocol.txt; the server
   * itself lets some through, and a line break would be read as the next command).
   */
  public static @Nullable String problem(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return "the key is empty";
    }
    if (length > MAX_BYTES) {
      return "the key has " + length + " bytes, memcached takes " + MAX_BYTES;
    }
    for (int i = offset; i < offset + length; i++) {
      if (!isLegal(bytes[i])) {
        return "the key has a space or control character (0x%02x) at byte %d"
            .formatted(bytes[i], i - offset);
      }
    }
    return null;
  }

  private static boolean isLegal(byte one) {
    return (one > ' ' || one < 0) && one != 0x7f;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CacheKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return new String(bytes, UTF_8);
  }
}
