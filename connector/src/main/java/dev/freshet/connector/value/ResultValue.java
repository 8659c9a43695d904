package dev.freshet.connector.value;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.api.change.ValueWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Values as a query's result has them: printed by the server, or its bytes. They are handed on as
 * the binlog's values are, so that the same value gives the same bytes whichever way it came.
 */
public final class ResultValue {

  private static final int TO_SECONDS = 19;

  private ResultValue() {}

  /** An integer in digits; ZEROFILL ones have zeros in front. */
  public static void writeInteger(byte[] digits, boolean unsigned, ValueWriter out) {
    if (unsigned) {
      out.writeUnsignedLong(parsed(digits, 0));
    } else if (digits[0] == '-') {
      out.writeLong(-parsed(digits, 1));
    } else {
      out.writeLong(parsed(digits, 0));
    }
  }

  /** The number that digits stand for, which fit into 64 bits. */
  private static long parsed(byte[] digits, int from) {
    long value = 0;
    for (int i = from; i < digits.length; i++) {
      int digit = digits[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new UndecodableException("a number is printed with something that is no digit");
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** A FLOAT as {@link Float#toString(float)} prints it. */
  public static void writeFloat(byte[] digits, ValueWriter out) {
    out.writeFloat(Float.parseFloat(new String(digits, US_ASCII)));
  }

  /** A DOUBLE in enough digits to tell it from any other. */
  public static void writeDouble(byte[] digits, ValueWriter out) {
    out.writeDouble(Double.parseDouble(new String(digits, US_ASCII)));
  }

  /** A DECIMAL in digits; ZEROFILL ones have zeros in front. */
  public static void writeDecimal(byte[] digits, ValueWriter out) {
    if (digits.length > 1 && digits[0] == '0' && digits[1] != '.') {
      byte[] plain =
          new BigDecimal(new String(digits, US_ASCII)).toPlainString().getBytes(US_ASCII);
      out.writeDecimal(plain, 0, plain.length);
    } else {
      out.writeDecimal(digits, 0, digits.length);
    }
  }

  /** The bytes of a BIT, the highest first. */
  public static void writeBits(byte[] bytes, int bits, ValueWriter out) {
    long value = ByteOrdered.bigEndian(bytes, 0, bytes.length);
    if (bits == 1) {
      out.writeBoolean(value != 0);
    } else {
      out.writeUnsignedLong(value);
    }
  }

  /**
   * A TIMESTAMP as a session in UTC prints it.
   *
   * @param zone the time zone that it is shown in
   */
  public static void writeTimestamp(byte[] text, ZoneId zone, ValueWriter out) {
    boolean isZero = text[0] == '0' && text[1] == '0' && text[2] == '0' && text[3] == '0';
    if (zone.equals(ZoneOffset.UTC) || isZero) {
      out.writeTemporal(text, 0, text.length);
      return;
    }
    String plain = new String(text, 0, TO_SECONDS, US_ASCII).replace(' ', 'T');
    long seconds = LocalDateTime.parse(plain).toEpochSecond(ZoneOffset.UTC);
    byte[] shown = new byte[TemporalText.MAXIMUM_LENGTH];
    int length = TemporalDecoders.timestamp(shown, seconds, zone);
    int fraction = text.length - TO_SECONDS;
    System.arraycopy(text, TO_SECONDS, shown, length, fraction);
    out.writeTemporal(shown, 0, length + fraction);
  }

  /**
   * A TIME as the server prints it.
   *
   * @param digits how many digits of a second it has
   */
  public static byte[] time(Duration time, int digits) {
    Duration magnitude = time.abs();
    long packed =
        magnitude.toHours() << 36
            | (long) magnitude.toMinutesPart() << 30
            | (long) magnitude.toSecondsPart() << 24
            | magnitude.toNanosPart() / 1000;
    byte[] text = new byte[TemporalText.MAXIMUM_LENGTH];
    int length = TemporalDecoders.packedTime(text, time.isNegative() ? -packed : packed, digits);
    return Arrays.copyOf(text, length);
  }

  /** A JSON document, with blanks between its tokens. */
  public static void writeJson(byte[] document, ValueWriter out) {
    Utf8Buffer text = new Utf8Buffer(document.length);
    JsonBlanks.drop(document, 0, document.length, text);
    out.writeJson(text.bytes(), 0, text.length());
  }

  /** The stored form of a geometry. */
  public static void writeGeometry(byte[] stored, ValueWriter out) {
    Utf8Buffer text = new Utf8Buffer(2 * stored.length);
    GeoJsonText.append(stored, 0, stored.length, text);
    out.writeJson(text.bytes(), 0, text.length());
  }

  /** The stored form of a VECTOR: numbers of four bytes. */
  public static void writeVector(byte[] stored, ValueWriter out) {
    Utf8Buffer text = new Utf8Buffer(3 * stored.length);
    VectorText.append(stored, 0, stored.length, text);
    out.writeJson(text.bytes(), 0, text.length());
  }
}
