package dev.freshet.daemon.transforms;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.ColumnDeclaration;
import dev.freshet.api.change.ValueWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;

/**
 * Writes values that transforms have made, in the form that the source's values have. Immutable and
 * thread-safe.
 */
final class ConnectValue {

  private static final int MICROS_PER_MILLI = 1000;

  private final Schema schema;
  private final String meaning;
  private final int digits;
  private final ZoneId zone;

  /**
   * @param schema what the values are
   * @param declaration of the column, for the digits behind the point
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  ConnectValue(Schema schema, ColumnDeclaration declaration, ZoneId zone) {
    this.schema = schema;
    this.meaning = schema.name() == null ? "" : schema.name();
    this.digits = declaration.fraction();
    this.zone = zone;
  }

  /** Hands {@code value} to {@code out}. */
  void write(Object value, ValueWriter out) {
    if (value instanceof java.util.Date moment) {
      writeMoment(moment.toInstant().toEpochMilli(), out);
      return;
    }
    switch (schema.type()) {
      case INT8, INT16, INT32, INT64 -> writeInteger(((Number) value).longValue(), out);
      case FLOAT32 -> out.writeFloat((Float) value);
      case FLOAT64 -> out.writeDouble((Double) value);
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case STRING -> writeString((String) value, out);
      case BYTES -> writeBytes(value, out);
      case ARRAY, MAP, STRUCT -> writeJson(ConnectJson.of(schema, value), out);
    }
  }

  private void writeInteger(long number, ValueWriter out) {
    switch (meaning) {
      case DebeziumTypes.DATE -> writeTemporal(TemporalText.date(number), out);
      case DebeziumTypes.TIME -> writeTime(number * MICROS_PER_MILLI, out);
      case DebeziumTypes.MICRO_TIME -> writeTime(number, out);
      case DebeziumTypes.NANO_TIME -> writeTime(TimeUnit.NANOSECONDS.toMicros(number), out);
      case DebeziumTypes.TIMESTAMP -> writeDateTime(number * MICROS_PER_MILLI, out);
      case DebeziumTypes.MICRO_TIMESTAMP -> writeDateTime(number, out);
      case DebeziumTypes.NANO_TIMESTAMP ->
          writeDateTime(TimeUnit.NANOSECONDS.toMicros(number), out);
      default -> out.writeLong(number);
    }
  }

  /** One of Connect's own logical types, which come as dates of Java's. */
  private void writeMoment(long millis, ValueWriter out) {
    switch (meaning) {
      case Date.LOGICAL_NAME ->
          writeTemporal(TemporalText.date(TimeUnit.MILLISECONDS.toDays(millis)), out);
      case Time.LOGICAL_NAME -> writeTime(millis * MICROS_PER_MILLI, out);
      default -> writeDateTime(millis * MICROS_PER_MILLI, out);
    }
  }

  private void writeString(String text, ValueWriter out) {
    switch (meaning) {
      case DebeziumTypes.JSON -> {
        if (ConnectJson.isJson(text)) {
          writeJson(text.getBytes(UTF_8), out);
        } else {
          out.writeText(text);
        }
      }
      case DebeziumTypes.ZONED_TIMESTAMP -> {
        String shown = TemporalText.timestamp(text, zone, digits);
        if (shown == null) {
          out.writeText(text);
        } else {
          writeTemporal(shown, out);
        }
      }
      default -> out.writeText(text);
    }
  }

  private void writeBytes(Object value, ValueWriter out) {
    if (meaning.equals(Decimal.LOGICAL_NAME)) {
      BigDecimal number = (BigDecimal) value;
      BigDecimal shown = number.scale() < digits ? number.setScale(digits) : number;
      byte[] ascii = shown.toPlainString().getBytes(US_ASCII);
      out.writeDecimal(ascii, 0, ascii.length);
      return;
    }
    byte[] bytes = bytes(value);
    if (meaning.equals(DebeziumTypes.BITS)) {
      long number = 0;
      for (int i = 0; i < Math.min(bytes.length, Long.BYTES); i++) {
        number |= (bytes[i] & 0xffL) << (8 * i);
      }
      out.writeUnsignedLong(number);
    } else {
      out.writeBinary(bytes, 0, bytes.length);
    }
  }

  /** Connect takes bytes in either form. */
  static byte[] bytes(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private void writeTime(long micros, ValueWriter out) {
    writeTemporal(TemporalText.time(micros, digits), out);
  }

  private void writeDateTime(long epochMicros, ValueWriter out) {
    writeTemporal(TemporalText.dateTime(epochMicros, digits), out);
  }

  private static void writeTemporal(String text, ValueWriter out) {
    byte[] ascii = text.getBytes(US_ASCII);
    out.writeTemporal(ascii, 0, ascii.length);
  }

  private static void writeJson(byte[] utf8, ValueWriter out) {
    out.writeJson(utf8, 0, utf8.length);
  }
}
