package dev.freshet.transformers.value;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.api.change.ValueWriter;
import dev.freshet.transformers.bytes.ByteBuilder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands Java objects, as {@code object} and {@code expression} give them, to a writer of values.
 */
public final class ObjectValue {

  private ObjectValue() {}

  /**
   * Hands over a value; a map or list as JSON.
   *
   * @throws IllegalArgumentException if it is a floating-point number that is not finite, or of a
   *     type that no value has
   */
  public static void write(@Nullable Object value, ValueWriter out) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeText(text);
    } else if (value instanceof Long number) {
      out.writeLong(number);
    } else if (value instanceof Integer number) {
      out.writeLong(number);
    } else if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
    } else if (value instanceof Double number) {
      out.writeDouble(requireFinite(number));
    } else if (value instanceof BigDecimal number) {
      writeDigits(number.toPlainString(), out);
    } else if (value instanceof BigInteger number) {
      writeInteger(number, out);
    } else if (value instanceof byte[] bytes) {
      out.writeBinary(bytes, 0, bytes.length);
    } else if (value instanceof Map || value instanceof List) {
      ByteBuilder json = new ByteBuilder();
      writeJson(value, new JsonWriter(json), json);
      out.writeJson(json.array(), 0, json.length());
    } else {
      throw new IllegalArgumentException("no value has the type " + value.getClass().getName());
    }
  }

  private static void writeInteger(BigInteger number, ValueWriter out) {
    if (number.signum() > 0 && number.bitLength() <= Long.SIZE) {
      out.writeUnsignedLong(number.longValue());
    } else {
      writeDigits(number.toString(), out);
    }
  }

  private static void writeDigits(String digits, ValueWriter out) {
    byte[] ascii = digits.getBytes(US_ASCII);
    out.writeDecimal(ascii, 0, ascii.length);
  }

  private static Double requireFinite(Double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("not a finite number");
    }
    return number;
  }

  private static void writeJson(@Nullable Object value, JsonWriter writer, ByteBuilder out) {
    if (value instanceof Map<?, ?> members) {
      char separator = '{';
      for (Map.Entry<?, ?> member : members.entrySet()) {
        out.append(separator);
        writer.writeText(String.valueOf(member.getKey()));
        out.append(':');
        writeJson(member.getValue(), writer, out);
        separator = ',';
      }
      if (members.isEmpty()) {
        out.append('{');
      }
      out.append('}');
    } else if (value instanceof List<?> elements) {
      char separator = '[';
      for (Object element : elements) {
        out.append(separator);
        writeJson(element, writer, out);
        separator = ',';
      }
      if (elements.isEmpty()) {
        out.append('[');
      }
      out.append(']');
    } else {
      write(value, writer);
    }
  }
}
