package dev.freshet.transformers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.ValueWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A row image made by hand; it has the columns that were given. Immutable. */
public final class FakeRow implements RowImage {

  /** A date or time as the server prints it. */
  public record Temporal(String text) {}

  /** A JSON document. */
  public record Json(String text) {}

  /** A value that cannot be decoded. */
  public record Broken() {}

  /** What is thrown when a {@link Broken} value is asked for. */
  public static final class BrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenException() {
      super("secret row data");
    }
  }

  /** Text as the bytes that a source hands over. */
  public static final class Utf8Bytes {
    private final byte[] bytes;

    public Utf8Bytes(byte... bytes) {
      this.bytes = bytes;
    }
  }

  private final TableSchema schema;
  private final Map<Integer, @Nullable Object> values;

  private FakeRow(TableSchema schema, Map<Integer, @Nullable Object> values) {
    this.schema = schema;
    this.values = values;
  }

  /** A row image without any column. */
  public static FakeRow of(TableSchema schema) {
    return new FakeRow(schema, Map.of());
  }

  /** A row image with all columns. */
  public static FakeRow of(TableSchema schema, @Nullable Object... values) {
    FakeRow row = of(schema);
    for (int i = 0; i < values.length; i++) {
      row = row.with(schema.columns().get(i).name(), values[i]);
    }
    return row;
  }

  /** The same with a column more, or with another value. */
  public FakeRow with(String column, @Nullable Object value) {
    Map<Integer, @Nullable Object> more = new HashMap<>(values);
    more.put(position(column), value);
    return new FakeRow(schema, more);
  }

  /** The same without a column. */
  public FakeRow without(String column) {
    Map<Integer, @Nullable Object> fewer = new HashMap<>(values);
    fewer.remove(position(column));
    return new FakeRow(schema, fewer);
  }

  /** The value of a column; null for NULL, or where there is none. */
  public @Nullable Object value(String column) {
    return values.get(position(column));
  }

  private int position(String column) {
    int position = schema.indexOf(column);
    if (position < 0) {
      throw new NoSuchElementException(column);
    }
    return position;
  }

  @Override
  public boolean has(int column) {
    return values.containsKey(column);
  }

  @Override
  public boolean isUnchanged(int column) {
    return !has(column);
  }

  @Override
  public boolean isNull(int column) {
    return require(column) == null;
  }

  @Override
  public void write(int column, ValueWriter out) {
    write(require(column), out);
  }

  private @Nullable Object require(int column) {
    if (!has(column)) {
      throw new NoSuchElementException("the image has no column " + column);
    }
    return values.get(column);
  }

  /** Hands a value to the method of {@code out} that its Java type stands for. */
  public static void write(@Nullable Object value, ValueWriter out) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
    } else if (value instanceof Integer number) {
      out.writeLong(number);
    } else if (value instanceof Long number) {
      out.writeLong(number);
    } else if (value instanceof BigInteger number) {
      out.writeUnsignedLong(number.longValue());
    } else if (value instanceof Float number) {
      out.writeFloat(number);
    } else if (value instanceof Double number) {
      out.writeDouble(number);
    } else if (value instanceof BigDecimal number) {
      byte[] ascii = padded(number.toPlainString());
      out.writeDecimal(ascii, 2, ascii.length - 4);
    } else if (value instanceof String text) {
      out.writeText(text);
    } else if (value instanceof Utf8Bytes text) {
      out.writeUtf8(text.bytes, 0, text.bytes.length);
    } else if (value instanceof Temporal temporal) {
      byte[] ascii = padded(temporal.text());
      out.writeTemporal(ascii, 2, ascii.length - 4);
    } else if (value instanceof Json json) {
      byte[] utf8 = padded(json.text());
      out.writeJson(utf8, 2, utf8.length - 4);
    } else if (value instanceof Broken) {
      throw new BrokenException();
    } else if (value instanceof byte[] bytes) {
      out.writeBinary(bytes, 0, bytes.length);
    } else {
      throw new IllegalArgumentException("no column has a " + value.getClass());
    }
  }

  /** Text with something around it, so that offsets count. */
  private static byte[] padded(String text) {
    return ("<<" + text + ">>").getBytes(UTF_8);
  }
}
