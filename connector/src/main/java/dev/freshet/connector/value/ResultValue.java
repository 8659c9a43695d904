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
  private static final int YEAR_DIGITS = 4;

  private ResultValue() {}

  /** An integer in digits; ZEROFILL ones have zeros in front. */
  public static void writeInteger(
      byte[] bytes, int offset, int length, boolean unsigned, ValueWriter out) {
    int end = offset + length;
    if (unsigned) {
      out.writeUnsignedLong(parsed(bytes, offset, end));
    } else if (bytes[offset] == '-') {
      out.writeLong(-parsed(bytes, offset + 1, end));
    } else {
      out.writeLong(parsed(bytes, offset, end));
    }
  }

  /** The number that digits stand for, which fit into 64 bits. */
  private static long parsed(byte[] digits, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = digits[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new UndecodableException("a number is printed with something that is no digit");
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** A FLOAT as {@link Float#toString(float)} or a server prints it. */
  public static void writeFloat(byte[] bytes, int offset, int length, ValueWriter out) {
    out.writeFloat(Float.parseFloat(ascii(bytes, offset, length)));
  }

  /** A DOUBLE in enough digits to tell it from any other. */
  public static void writeDouble(byte[] bytes, int offset, int length, ValueWriter out) {
    out.writeDouble(Double.parseDouble(ascii(bytes, offset, length)));
  }

  /** A DECIMAL in digits; ZEROFILL ones have zeros in front. */
  public static void writeDecimal(byte[] bytes, int offset, int length, ValueWriter out) {
    if (length > 1 && bytes[offset] == '0' && bytes[offset + 1] != '.') {
      byte[] plain =
          new BigDecimal(ascii(bytes, offset, length)).toPlainString().getBytes(US_ASCII);
      out.writeDecimal(plain, 0, plain.length);
    } else {
      out.writeDecimal(bytes, offset, length);
    }
  }

  private static String ascii(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, US_ASCII);
  }

  /** The bytes of a BIT, the highest first. */
  public static void writeBits(byte[] bytes, int offset, int length, int bits, ValueWriter out) {
    long value = ByteOrdered.bigEndian(bytes, offset, length);
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
  public static void writeTimestamp(
      byte[] text, int offset, int length, ZoneId zone, ValueWriter out) {
    if (zone.equals(ZoneOffset.UTC) || isZero(text, offset)) {
      out.writeTemporal(text, offset, length);
      return;
    }
    String plain = ascii(text, offset, TO_SECONDS).replace(' ', 'T');
    long seconds = LocalDateTime.parse(plain).toEpochSecond(ZoneOffset.UTC);
    byte[] shown = new byte[TemporalText.MAXIMUM_LENGTH];
    int seen = TemporalDecoders.timestamp(shown, seconds, zone);
    int fraction = length - TO_SECONDS;
    System.arraycopy(text, offset + TO_SECONDS, shown, seen, fraction);
    out.writeTemporal(shown, 0, seen + fraction);
  }

  /** Whether a date has the year 0, as only 0000-00-00 has. */
  private static boolean isZero(byte[] text, int offset) {
    for (int i = offset; i < offset + YEAR_DIGITS; i++) {
      if (text[i] != '0') {
        return false;
      }
    }
    return true;
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
  public static void writeJson(byte[] bytes, int offset, int length, ValueWriter out) {
    Utf8Buffer text = new Utf8Buffer(length);
    JsonBlanks.drop(bytes, offset, length, text);
    out.writeJson(text.bytes(), 0, text.length());
  }

  /** The stored form of a geometry. */
  public static void writeGeometry(byte[] bytes, int offset, int length, ValueWriter out) {
    Utf8Buffer text = new Utf8Buffer(2 * length);
    GeoJsonText.append(bytes, offset, length, text);
    out.writeJson(text.bytes(), 0, text.length());
  }

  /** The stored form of a VECTOR: numbers of four bytes. */
  public static void writeVector(byte[] bytes, int offset, int length, ValueWriter out) {
    Utf8Buffer text = new Utf8Buffer(3 * length);
    VectorText.append(bytes, offset, length, text);
    out.writeJson(text.bytes(), 0, text.length());
  }
}
