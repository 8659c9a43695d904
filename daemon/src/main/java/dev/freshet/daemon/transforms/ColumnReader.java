package dev.freshet.daemon.transforms;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads values of rows as Connect's, of the schemas that {@link DebeziumTypes} gives. Not
 * thread-safe.
 */
final class ColumnReader implements ValueWriter {

  private static final int MICROS_PER_MILLI = 1000;

  private final ZoneId zone;
  private ColumnType type = ColumnType.INT;
  private Schema schema = Schema.OPTIONAL_INT32_SCHEMA;
  private @Nullable Object value;

  /**
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  ColumnReader(ZoneId zone) {
    this.zone = zone;
  }

  /** The value of a column; null where the image does not hold it. */
  @Nullable Object read(RowImage image, int column, ColumnType columnType, Schema columnSchema) {
    value = null;
    if (image.has(column) && !image.isNull(column)) {
      type = columnType;
      schema = columnSchema;
      image.write(column, this);
    }
    return value;
  }

  @Override
  public void writeNull() {
    value = null;
  }

  @Override
  public void writeBoolean(boolean bit) {
    if (schema.type() == Schema.Type.BOOLEAN) {
      value = bit;
    } else {
      writeInteger(bit ? 1 : 0);
    }
  }

  @Override
  public void writeLong(long number) {
    writeInteger(number);
  }

  /** Debezium's mode {@code long} gives the 64 bits as a signed number, too. */
  @Override
  public void writeUnsignedLong(long number) {
    writeInteger(number);
  }

  private void writeInteger(long number) {
    value =
        switch (schema.type()) {
          case INT16 -> {
            if (number != (short) number) {
              throw new ArithmeticException("more than 16 bits");
            }
            yield (short) number;
          }
          case INT32 -> Math.toIntExact(number);
          case BYTES -> bits(number);
          case BOOLEAN -> number != 0;
          case INT8, INT64, FLOAT32, FLOAT64, STRING, ARRAY, MAP, STRUCT -> number;
        };
  }

  /** The bits of a BIT(n), those with the lowest value first. */
  private byte[] bits(long number) {
    int length = Integer.parseInt(schema.parameters().getOrDefault("length", "0"));
    byte[] bits = new byte[length == 0 ? Long.BYTES : (length + 7) / 8];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = (byte) (number >>> (8 * i));
    }
    return bits;
  }

  @Override
  public void writeFloat(float number) {
    value = number;
  }

  @Override
  public void writeDouble(double number) {
    value = number;
  }

  @Override
  public void writeDecimal(byte[] ascii, int offset, int length) {
    value = new BigDecimal(new String(ascii, offset, length, US_ASCII));
  }

  @Override
  public void writeUtf8(byte[] utf8, int offset, int length) {
    value = new String(utf8, offset, length, UTF_8);
  }

  @Override
  public void writeText(String text) {
    value = text;
  }

  @Override
  public void writeTemporal(byte[] ascii, int offset, int length) {
    value = temporal(new String(ascii, offset, length, US_ASCII));
  }

  private @Nullable Object temporal(String text) {
    if (type == ColumnType.DATE) {
      return TemporalText.epochDay(text);
    }
    if (type == ColumnType.TIME) {
      return TemporalText.timeMicros(text);
    }
    if (type == ColumnType.TIMESTAMP) {
      return TemporalText.instant(text, zone);
    }
    Long micros = TemporalText.epochMicros(text);
    return micros == null || DebeziumTypes.MICRO_TIMESTAMP.equals(schema.name())
        ? micros
        : (Long) Math.floorDiv(micros, MICROS_PER_MILLI);
  }

  @Override
  public void writeBinary(byte[] bytes, int offset, int length) {
    value = ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public void writeJson(byte[] utf8, int offset, int length) {
    String text = new String(utf8, offset, length, UTF_8);
    value = type == ColumnType.VECTOR ? numbers(text) : text;
  }

  /** The elements of an array of numbers. */
  private static List<Float> numbers(String array) {
    List<Float> numbers = new ArrayList<>();
    for (String element : array.substring(1, array.length() - 1).split(",", -1)) {
      if (!element.isBlank()) {
        numbers.add(Float.valueOf(element.trim()));
      }
    }
    return numbers;
  }
}
