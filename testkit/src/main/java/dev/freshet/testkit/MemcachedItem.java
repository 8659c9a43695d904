package dev.freshet.testkit;

import java.nio.charset.StandardCharsets;

/**
 * A value as a memcached server holds it.
 *
 * @param value the bytes
 * @param ttlSeconds seconds left to live, or -1 for no expiry
 * @param clientFlags the 32 bits that clients store beside a value
 * @param cas the CAS value; 0 if the server keeps none
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are compared by AssertJ, never by equals
public record MemcachedItem(byte[] value, long ttlSeconds, long clientFlags, long cas) {

  /** The value read as UTF-8. */
  public String text() {
    return new String(value, StandardCharsets.UTF_8);
  }
}
