package dev.freshet.connector.debezium;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ValueWriter;
import dev.freshet.connector.value.ResultValue;
import dev.freshet.connector.value.UndecodableException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Struct;

/**
 * What Debezium makes of the types of MySQL and MariaDB with the modes that Freshet sets, see "Data
 * type mappings" in its documentation of these connectors.
 */
final class ValueCodecs {

  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final int FRACTION_DIGITS = 6;
  private static final long FIRST_YEAR = 1900;
  private static final int FLOAT_BYTES = 4;
  private static final byte[] ZERO_DATE_TIME = "0000-00-00 00:00:00".getBytes(US_ASCII);

  private ValueCodecs() {}

  /**
   * The codec of a column.
   *
   * @param length the length that it was declared with, 0 for none
   * @param optional whether it may be NULL
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  static ValueCodec of(Column column, int length, boolean optional, ZoneId zone) {
    int digits = column.declaration().fraction();
    return switch (column.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> ValueCodecs::integer;
      case YEAR -> ValueCodecs::year;
      case DECIMAL -> ValueCodecs::decimal;
      case FLOAT -> (value, out) -> out.writeFloat(((Number) value).floatValue());
      case DOUBLE -> (value, out) -> out.writeDouble(((Number) value).doubleValue());
      case BIT -> ValueCodecs::bits;
      case CHAR, VARCHAR, TEXT, ENUM, SET -> ValueCodecs::text;
      case BINARY -> (value, out) -> binary(value, length, out);
      case VARBINARY, BLOB -> (value, out) -> binary(value, 0, out);
      case JSON -> ValueCodecs::json;
      case DATE -> (value, out) -> date(value, optional, out);
      case TIME -> (value, out) -> time(value, digits, out);
      case DATETIME -> (value, out) -> dateTime(value, digits, optional, out);
      case TIMESTAMP -> (value, out) -> timestamp((String) value, digits, zone, out);
      case GEOMETRY -> (value, out) -> geometry((Struct) value, out);
      case VECTOR -> (value, out) -> vector((List<?>) value, out);
    };
  }

  private static void integer(Object value, ValueWriter out) {
    if (value instanceof BigDecimal unsigned) {
      out.writeUnsignedLong(unsigned.toBigIntegerExact().longValue());
    } else if (value instanceof Boolean bool) {
      out.writeLong(bool ? 1 : 0);
    } else {
      out.writeLong(((Number) value).longValue());
    }
  }

  /** The year 0000 is stored as 0, to which Debezium adds 1900; there is no year 1900. */
  private static void year(Object value, ValueWriter out) {
    long year = ((Number) value).longValue();
    out.writeLong(year == FIRST_YEAR ? 0 : year);
  }

  private static void decimal(Object value, ValueWriter out) {
    byte[] text = ((BigDecimal) value).toPlainString().getBytes(US_ASCII);
    out.writeDecimal(text, 0, text.length);
  }

  /** The lowest byte comes first. */
  private static void bits(Object value, ValueWriter out) {
    if (value instanceof Boolean bit) {
      out.writeBoolean(bit);
      return;
    }
    byte[] bytes = bytes(value);
    long bits = 0;
    for (int i = bytes.length - 1; i >= 0; i--) {
      bits = bits << 8 | (bytes[i] & 0xff);
    }
    out.writeUnsignedLong(bits);
  }

  private static void text(Object value, ValueWriter out) {
    if (value instanceof String text) {
      out.writeText(text);
    } else {
      binary(value, 0, out);
    }
  }

  /** The binlog leaves out zeros at the end of a BINARY. */
  private static void binary(Object value, int length, ValueWriter out) {
    byte[] bytes = bytes(value);
    byte[] whole = bytes.length < length ? Arrays.copyOf(bytes, length) : bytes;
    out.writeBinary(whole, 0, whole.length);
  }

  private static byte[] bytes(Object value) {
    if (value instanceof byte[] array) {
      return array;
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static void date(Object value, boolean optional, ValueWriter out) {
    long days = ((Number) value).longValue();
    refuseZero(days, optional);
    temporal(LocalDate.ofEpochDay(days).toString(), out);
  }

  private static void dateTime(Object value, int digits, boolean optional, ValueWriter out) {
    long number = ((Number) value).longValue();
    refuseZero(number, optional);
    long micros = digits > 3 ? number : number * 1000;
    temporal(
        dateTime(
            LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus(micros, ChronoUnit.MICROS),
            digits),
        out);
  }

  /** Where NULL is not allowed, Debezium makes 1970-01-01 of dates that have zeros in them. */
  private static void refuseZero(long sinceEpoch, boolean optional) {
    if (sinceEpoch == 0 && !optional) {
      throw new UndecodableException(
          "Debezium tells 1970-01-01 where it may be a date with zeros in it; let the column be"
              + " NULL in place of such dates, or use connector.class=binlog");
    }
  }

  private static String dateTime(LocalDateTime time, int digits) {
    String whole = DATE_TIME.format(time);
    String fraction = "%06d".formatted(time.get(ChronoField.MICRO_OF_SECOND));
    return digits == 0
        ? whole
        : whole + "." + fraction.substring(0, Math.min(digits, FRACTION_DIGITS));
  }

  private static void time(Object value, int digits, ValueWriter out) {
    Duration time = Duration.of(((Number) value).longValue(), ChronoUnit.MICROS);
    byte[] text = ResultValue.time(time, digits);
    out.writeTemporal(text, 0, text.length);
  }

  /** A TIMESTAMP begins with the second after 1970-01-01 00:00:00, which stands for zeros. */
  private static void timestamp(String value, int digits, ZoneId zone, ValueWriter out) {
    OffsetDateTime time = OffsetDateTime.parse(value).withOffsetSameInstant(ZoneOffset.UTC);
    if (time.toEpochSecond() == 0) {
      byte[] zero =
          Arrays.copyOf(ZERO_DATE_TIME, ZERO_DATE_TIME.length + (digits == 0 ? 0 : 1 + digits));
      if (digits > 0) {
        Arrays.fill(zero, ZERO_DATE_TIME.length, zero.length, (byte) '0');
        zero[ZERO_DATE_TIME.length] = '.';
      }
      out.writeTemporal(zero, 0, zero.length);
      return;
    }
    byte[] text = dateTime(time.toLocalDateTime(), digits).getBytes(US_ASCII);
    ResultValue.writeTimestamp(text, 0, text.length, zone, out);
  }

  private static void json(Object value, ValueWriter out) {
    byte[] document = ((String) value).getBytes(UTF_8);
    ResultValue.writeJson(document, 0, document.length, out);
  }

  private static void temporal(String text, ValueWriter out) {
    byte[] ascii = text.getBytes(US_ASCII);
    out.writeTemporal(ascii, 0, ascii.length);
  }

  /** The stored form: the reference system in front of well-known binary. */
  private static void geometry(Struct value, ValueWriter out) {
    byte[] wkb = value.getBytes("wkb");
    Integer srid = value.getInt32("srid");
    ByteBuffer stored =
        ByteBuffer.allocate(Integer.BYTES + wkb.length).order(ByteOrder.LITTLE_ENDIAN);
    stored.putInt(srid == null ? 0 : srid).put(wkb);
    ResultValue.writeGeometry(stored.array(), 0, stored.capacity(), out);
  }

  private static void vector(List<?> numbers, ValueWriter out) {
    ByteBuffer stored =
        ByteBuffer.allocate(FLOAT_BYTES * numbers.size()).order(ByteOrder.LITTLE_ENDIAN);
    numbers.forEach(number -> stored.putFloat(((Number) number).floatValue()));
    ResultValue.writeVector(stored.array(), 0, stored.capacity(), out);
  }
}
