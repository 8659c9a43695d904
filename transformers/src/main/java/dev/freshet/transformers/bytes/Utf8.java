package dev.freshet.transformers.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The shape of UTF-8: which byte sequences are well-formed (The Unicode Standard, table 3-7). */
public final class Utf8 {

  /** U+FFFD, which stands for what is not text. */
  static final byte[] REPLACEMENT = "\ufffd".getBytes(UTF_8);

  private Utf8() {}

  /** Appends U+FFFD. */
  public static void appendReplacement(ByteBuilder out) {
    out.append(REPLACEMENT);
  }

  /**
   * Looks at the sequence that starts at {@code index} with a byte that is not ASCII.
   *
   * @return its length in bytes if it is well-formed; if not, minus the number of bytes that one
   *     U+FFFD stands for (the longest beginning of a well-formed sequence, at least one byte)
   */
  public static int sequence(byte[] bytes, int index, int end) {
    int lead = bytes[index] & 0xff;
    if (lead < 0xc2 || lead > 0xf4) {
      return -1;
    }
    int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    for (int i = 1; i < length; i++) {
      if (index + i >= end) {
        return -i;
      }
      int next = bytes[index + i] & 0xff;
      int lowest = i > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
      int highest = i > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
      if (next < lowest || next > highest) {
        return -i;
      }
    }
    return length;
  }
}
