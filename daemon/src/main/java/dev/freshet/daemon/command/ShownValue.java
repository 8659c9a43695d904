package dev.freshet.daemon.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Shows values in one line. */
final class ShownValue {

  private ShownValue() {}

  /** Text as it is, if it is UTF-8 without control characters; anything else in base64. */
  static String of(byte[] value) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      if (text.chars().noneMatch(Character::isISOControl)) {
        return text;
      }
    } catch (CharacterCodingException e) {
      return encoded(value);
    }
    return encoded(value);
  }

  private static String encoded(byte[] value) {
    return "base64:" + Base64.getEncoder().encodeToString(value);
  }
}
