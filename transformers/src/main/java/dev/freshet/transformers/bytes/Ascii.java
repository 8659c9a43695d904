package dev.freshet.transformers.bytes;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Fixed texts as bytes. */
public final class Ascii {

  private Ascii() {}

  /** The bytes of {@code text}, which is ASCII. */
  public static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
