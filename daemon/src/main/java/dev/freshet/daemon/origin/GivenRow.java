package dev.freshet.daemon.origin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.ValueWriter;
import dev.freshet.api.config.NearestName;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row that somebody has written down as JSON, in the form that values have; columns that are left
 * out are NULL. Immutable and thread-safe.
 */
public final class GivenRow implements RowImage {

  private final TableSchema schema;
  private final Map<Integer, JsonNode> values;

  private GivenRow(TableSchema schema, Map<Integer, JsonNode> values) {
    this.schema = schema;
    this.values = values;
  }

  /**
   * A row of a table.
   *
   * @throws IllegalArgumentException if it names a column that there is not, or has a value that
   *     its column cannot have; the message says which, and what to do
   */
  public static GivenRow of(TableSchema schema, JsonNode object) {
    if (!object.isObject()) {
      throw new IllegalArgumentException("a row is a JSON object: {\"id\": 1, \"name\": \"Ann\"}");
    }
    Map<Integer, JsonNode> values = new HashMap<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      int column = schema.indexOf(member.getKey());
      if (column < 0) {
        throw new IllegalArgumentException(unknown(schema, member.getKey()));
      }
      if (!member.getValue().isNull()) {
        values.put(column, member.getValue());
      }
    }
    GivenRow row = new GivenRow(schema, values);
    values.keySet().forEach(row::ensureReadable);
    return row;
  }

  /**
   * A row of which it is known what some columns print as; the others are NULL. Columns that the
   * table has not are left out.
   *
   * @return empty if no row of the table prints so
   */
  public static Optional<GivenRow> printed(TableSchema schema, Map<String, String> columns) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    columns.forEach(
        (name, text) -> {
          int column = schema.indexOf(name);
          boolean isTruth = text.equals("true") || text.equals("false");
          if (column >= 0 && isTruth && schema.columns().get(column).type() == ColumnType.BIT) {
            object.put(name, Boolean.parseBoolean(text));
          } else if (column >= 0) {
            object.put(name, text);
          }
        });
    try {
      return Optional.of(of(schema, object));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String unknown(TableSchema schema, String name) {
    List<String> names = schema.columns().stream().map(Column::name).toList();
    return "the table %s has no column %s; %s"
        .formatted(schema.table(), name, NearestName.remedy(name, names));
  }

  private void ensureReadable(int column) {
    try {
      write(column, new IgnoredValue());
    } catch (RuntimeException e) {
      Column unfit = schema.columns().get(column);
      throw new IllegalArgumentException(
          "the column %s is of type %s, which cannot be %s"
              .formatted(unfit.name(), unfit.type(), values.get(column)),
          e);
    }
  }

  @Override
  public boolean has(int column) {
    return true;
  }

  @Override
  public boolean isNull(int column) {
    return !values.containsKey(column);
  }

  @Override
  public void write(int column, ValueWriter out) {
    JsonNode value = values.get(column);
    if (value == null) {
      out.writeNull();
      return;
    }
    switch (schema.columns().get(column).type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> writeInteger(value, out);
      case BIT -> {
        if (value.isBoolean()) {
          out.writeBoolean(value.booleanValue());
        } else {
          writeInteger(value, out);
        }
      }
      case FLOAT -> out.writeFloat(Float.parseFloat(value.asText()));
      case DOUBLE -> out.writeDouble(Double.parseDouble(value.asText()));
      case DECIMAL -> {
        byte[] digits = value.asText().getBytes(StandardCharsets.US_ASCII);
        out.writeDecimal(digits, 0, digits.length);
      }
      case CHAR, VARCHAR, TEXT, ENUM, SET -> out.writeText(value.asText());
      case BINARY, VARBINARY, BLOB -> writeBinary(value, out);
      case JSON, GEOMETRY, VECTOR -> {
        byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
        out.writeJson(text, 0, text.length);
      }
      case DATE, TIME, DATETIME, TIMESTAMP -> {
        byte[] text = value.asText().getBytes(StandardCharsets.US_ASCII);
        out.writeTemporal(text, 0, text.length);
      }
    }
  }

  private static void writeInteger(JsonNode value, ValueWriter out) {
    BigInteger number = new BigInteger(value.asText());
    if (number.bitLength() < Long.SIZE) {
      out.writeLong(number.longValueExact());
    } else if (number.signum() > 0 && number.bitLength() == Long.SIZE) {
      out.writeUnsignedLong(number.longValue());
    } else {
      throw new ArithmeticException("more than 64 bits");
    }
  }

  private static void writeBinary(JsonNode value, ValueWriter out) {
    try {
      byte[] bytes = value.binaryValue();
      if (bytes == null) {
        throw new IllegalArgumentException("not base64");
      }
      out.writeBinary(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new IllegalArgumentException("not base64", e);
    }
  }

  /** Takes a value, and does nothing with it. */
  private static final class IgnoredValue implements ValueWriter {
    @Override
    public void writeNull() {}

    @Override
    public void writeBoolean(boolean value) {}

    @Override
    public void writeLong(long value) {}

    @Override
    public void writeUnsignedLong(long value) {}

    @Override
    public void writeFloat(float value) {}

    @Override
    public void writeDouble(double value) {}

    @Override
    public void writeDecimal(byte[] ascii, int offset, int length) {}

    @Override
    public void writeUtf8(byte[] utf8, int offset, int length) {}

    @Override
    public void writeText(String value) {}

    @Override
    public void writeTemporal(byte[] ascii, int offset, int length) {}

    @Override
    public void writeBinary(byte[] bytes, int offset, int length) {}

    @Override
    public void writeJson(byte[] utf8, int offset, int length) {}
  }
}
