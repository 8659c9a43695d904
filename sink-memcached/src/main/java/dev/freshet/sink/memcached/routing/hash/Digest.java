package dev.freshet.sink.memcached.routing.hash;

import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.IntStream;

/** A message digest whose words of 32 bits are used as hashes. Thread-safe. */
public final class Digest {

  /** MD5, RFC 1321. */
  public static final Digest MD5 = new Digest("MD5");

  /** SHA-1, RFC 3174. */
  public static final Digest SHA1 = new Digest("SHA-1");

  private final ThreadLocal<State> states;

  private Digest(String algorithm) {
    states = ThreadLocal.withInitial(() -> new State(algorithm));
  }

  /** The digest's first word, its first byte the lowest, as libketama hashes keys. */
  public KeyHash firstWord() {
    return (bytes, from, to) -> states.get().of(bytes, from, to).word(0, ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The first {@code count} words of the digest of {@code bytes}.
   *
   * @param order whether a word's lowest byte stands first or last
   */
  public int[] words(byte[] bytes, ByteOrder order, int count) {
    State state = states.get().of(bytes, 0, bytes.length);
    return IntStream.range(0, count).map(i -> state.word(i, order)).toArray();
  }

  /** A digest and its result, which one thread uses again and again. */
  private static final class State {

    private final MessageDigest digest;
    private final byte[] result;

    State(String algorithm) {
      try {
        digest = MessageDigest.getInstance(algorithm);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has " + algorithm, e);
      }
      result = new byte[digest.getDigestLength()];
    }

    State of(byte[] bytes, int from, int to) {
      digest.update(bytes, from, to - from);
      try {
        digest.digest(result, 0, result.length);
      } catch (DigestException e) {
        throw new IllegalStateException("the result has the digest's length", e);
      }
      return this;
    }

    int word(int index, ByteOrder order) {
      int word = LittleEndian.word(result, index * Integer.BYTES);
      return order.equals(ByteOrder.LITTLE_ENDIAN) ? word : Integer.reverseBytes(word);
    }
  }
}
