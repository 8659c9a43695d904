package dev.freshet.transformers.expression;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.bytes.ShortestDecimal;
import java.math.BigDecimal;

/** Numbers as they are printed in values. */
final class NumberText {

  private NumberText() {}

  static String of(Object number) {
    if (number instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (number instanceof Double floating) {
      if (!Double.isFinite(floating)) {
        throw new TypeMismatchException("a number is too large");
      }
      ByteBuilder text = new ByteBuilder();
      ShortestDecimal.append(text, floating);
      return new String(text.array(), 0, text.length(), US_ASCII);
    }
    return number.toString();
  }
}
