package dev.freshet.sink.memcached.routing;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first four bytes of a key's MD5, little-endian: the key hash of libketama. Each thread keeps
 * a digest and its result array, so that hashing a key allocates nothing.
 */
final class Md5Hash implements KeyHash {

  private static final ThreadLocal<Md5> MD5 = ThreadLocal.withInitial(Md5::new);

  @Override
  public int hash(byte[] key) {
    Md5 md5 = MD5.get();
    md5.digest(key);
    return md5.word(0);
  }

  /** A digest that is used again and again by one thread. */
  static final class Md5 {

    private final byte[] result = new byte[16];
    private final MessageDigest digest;

    Md5() {
      try {
        digest = MessageDigest.getInstance("MD5");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has MD5", e);
      }
    }

    void digest(byte[] bytes) {
      digest.update(bytes);
      try {
        digest.digest(result, 0, result.length);
      } catch (DigestException e) {
        throw new IllegalStateException("an MD5 has 16 bytes", e);
      }
    }

    /** The little-endian word {@code index}, 0 to 3, of the last digest. */
    int word(int index) {
      int at = index * 4;
      return (result[at + 3] & 0xff) << 24
          | (result[at + 2] & 0xff) << 16
          | (result[at + 1] & 0xff) << 8
          | (result[at] & 0xff);
    }
  }
}
