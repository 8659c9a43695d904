package dev.freshet.transformers.bytes;

/** Base64 with the standard alphabet and padding (RFC 4648, section 4), without allocation. */
public final class Base64Text {

  private static final byte[] ALPHABET =
      Ascii.bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

  private Base64Text() {}

  /** Appends a part of {@code bytes}. */
  public static void append(ByteBuilder out, byte[] bytes, int offset, int length) {
    int at = out.length();
    int size = Math.toIntExact((length + 2L) / 3 * 4);
    out.setLength(Math.addExact(at, size));
    byte[] target = out.array();
    int end = offset + length;
    for (int i = offset; i < end; i += 3) {
      int left = end - i;
      int bits = (bytes[i] & 0xff) << 16;
      if (left > 1) {
        bits |= (bytes[i + 1] & 0xff) << 8;
      }
      if (left > 2) {
        bits |= bytes[i + 2] & 0xff;
      }
      target[at++] = ALPHABET[bits >> 18];
      target[at++] = ALPHABET[(bits >> 12) & 0x3f];
      target[at++] = left > 1 ? ALPHABET[(bits >> 6) & 0x3f] : (byte) '=';
      target[at++] = left > 2 ? ALPHABET[bits & 0x3f] : (byte) '=';
    }
  }
}
