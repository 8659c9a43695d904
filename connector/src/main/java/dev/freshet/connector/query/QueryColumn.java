package dev.freshet.connector.query;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnDeclaration;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.ValueWriter;
import dev.freshet.connector.value.ResultValue;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column of a query's result: reads its values, and hands them on in the form that the binlog's
 * values have. Immutable and thread-safe.
 *
 * @param name what the query calls it
 * @param type what its values look like
 * @param unsigned whether numbers are unsigned
 * @param bits how many bits a BIT has, and how many digits a DECIMAL
 * @param digits how many digits of a second dates and times have, and how many a DECIMAL has behind
 *     the point
 */
record QueryColumn(String name, ColumnType type, boolean unsigned, int bits, int digits) {

  /** What {@link #readable} asks for as something else, and what is then read as another type. */
  static final Set<ColumnType> UNREADABLE = Set.of(ColumnType.FLOAT, ColumnType.VECTOR);

  /** How many digits behind the point are said of numbers that have as many as they need. */
  private static final int ANY_DIGITS = 31;

  /** The columns of a result. */
  static QueryColumn[] of(ResultSetMetaData metadata) throws SQLException {
    QueryColumn[] columns = new QueryColumn[metadata.getColumnCount()];
    for (int i = 0; i < columns.length; i++) {
      int at = i + 1;
      ColumnType type = type(metadata.getColumnTypeName(at).toUpperCase(Locale.ROOT));
      columns[i] =
          new QueryColumn(
              metadata.getColumnLabel(at),
              type,
              !metadata.isSigned(at),
              metadata.getPrecision(at),
              type == ColumnType.DOUBLE ? declared(metadata, at) : metadata.getScale(at));
    }
    return columns;
  }

  /** What a calculation such as ROUND gives has no more digits than are printed of it. */
  private static int declared(ResultSetMetaData metadata, int at) throws SQLException {
    return metadata.getTableName(at).isEmpty() ? ANY_DIGITS : metadata.getScale(at);
  }

  /**
   * The columns of a result.
   *
   * @param types the types of those that were asked for as another one, by position
   */
  static QueryColumn[] of(ResultSetMetaData metadata, Map<Integer, ColumnType> types)
      throws SQLException {
    QueryColumn[] columns = of(metadata);
    types.forEach(
        (i, type) -> {
          QueryColumn own = columns[i];
          columns[i] = new QueryColumn(own.name, type, own.unsigned, own.bits, own.digits);
        });
    return columns;
  }

  /**
   * The positions and types of those columns that {@link #readable} asks for as another type.
   *
   * @param types the types that it is used for
   */
  static Map<Integer, ColumnType> readAs(List<Column> columns, Set<ColumnType> types) {
    Map<Integer, ColumnType> readAs = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      if (types.contains(columns.get(i).type())) {
        readAs.put(i, columns.get(i).type());
      }
    }
    return Map.copyOf(readAs);
  }

  /**
   * A column of a table as an expression whose values the driver reads as they are: a server prints
   * FLOAT with six digits only, FLOAT and DOUBLE with those that they are declared with, and the
   * driver does not know MySQL's VECTOR. A product with one keeps the sign of zero.
   */
  static String readable(String name, ColumnType type) {
    String quoted = TableSelect.quoted(name);
    return switch (type) {
      case FLOAT, DOUBLE -> "%s * 1E0 AS %s".formatted(quoted, quoted);
      case VECTOR -> "CAST(%s AS BINARY) AS %s".formatted(quoted, quoted);
      default -> quoted;
    };
  }

  private static ColumnType type(String typeName) {
    return switch (typeName.split("[ (]", 2)[0]) {
      case "TINYINT", "BOOLEAN" -> ColumnType.TINYINT;
      case "SMALLINT" -> ColumnType.SMALLINT;
      case "MEDIUMINT" -> ColumnType.MEDIUMINT;
      case "INT", "INTEGER" -> ColumnType.INT;
      case "BIGINT" -> ColumnType.BIGINT;
      case "YEAR" -> ColumnType.YEAR;
      case "DECIMAL", "OLDDECIMAL" -> ColumnType.DECIMAL;
      case "FLOAT" -> ColumnType.FLOAT;
      case "DOUBLE" -> ColumnType.DOUBLE;
      case "BIT" -> ColumnType.BIT;
      case "DATE" -> ColumnType.DATE;
      case "TIME" -> ColumnType.TIME;
      case "DATETIME" -> ColumnType.DATETIME;
      case "TIMESTAMP" -> ColumnType.TIMESTAMP;
      case "JSON" -> ColumnType.JSON;
      case "BINARY" -> ColumnType.BINARY;
      case "VARBINARY" -> ColumnType.VARBINARY;
      case "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB" -> ColumnType.BLOB;
      case "VECTOR" -> ColumnType.VECTOR;
      case "GEOMETRY",
          "POINT",
          "LINESTRING",
          "POLYGON",
          "MULTIPOINT",
          "MULTILINESTRING",
          "MULTIPOLYGON",
          "GEOMETRYCOLLECTION" ->
          ColumnType.GEOMETRY;
      default -> ColumnType.VARCHAR;
    };
  }

  /** Whether the server prints fewer digits than a value may have. */
  static boolean isRounded(Column column) {
    return column.type() == ColumnType.FLOAT
        || (column.type() == ColumnType.DOUBLE && column.declaration().fraction() < ANY_DIGITS);
  }

  /** The column as those who use its values know it. */
  Column column() {
    int length = type == ColumnType.DECIMAL || type == ColumnType.BIT ? bits : 0;
    return new Column(name, type, new ColumnDeclaration(unsigned, length, digits, List.of()));
  }

  /** The value in the current row of a result in binary form; null for NULL. */
  byte @Nullable [] read(ResultSet row, int at) throws SQLException {
    return switch (type) {
      case BINARY, VARBINARY, BLOB, GEOMETRY, VECTOR, BIT, CHAR, VARCHAR, TEXT, ENUM, SET ->
          // text comes in UTF-8
          row.getBytes(at);
      case FLOAT -> {
        float number = row.getFloat(at);
        yield row.wasNull() ? null : Float.toString(number).getBytes(StandardCharsets.US_ASCII);
      }
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR, DECIMAL, DOUBLE, JSON -> {
        String text = row.getString(at);
        yield text == null ? null : text.getBytes(StandardCharsets.UTF_8);
      }
      case TIME -> {
        // the driver itself would print a wrong fraction
        Duration time = row.getObject(at, Duration.class);
        yield time == null ? null : ResultValue.time(time, digits);
      }
      case DATE, DATETIME, TIMESTAMP -> {
        PrintedTime printed = row.getObject(at, PrintedTime.class);
        yield printed == null ? null : printed.text().getBytes(StandardCharsets.US_ASCII);
      }
    };
  }

  /**
   * Hands a value to {@code out} that the server has printed, or {@link #read} gave.
   *
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  void write(byte[] bytes, int offset, int length, ZoneId zone, ValueWriter out) {
    switch (type) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR ->
          ResultValue.writeInteger(bytes, offset, length, unsigned, out);
      case DECIMAL -> ResultValue.writeDecimal(bytes, offset, length, out);
      case FLOAT -> ResultValue.writeFloat(bytes, offset, length, out);
      case DOUBLE -> ResultValue.writeDouble(bytes, offset, length, out);
      case BIT -> ResultValue.writeBits(bytes, offset, length, bits, out);
      case DATE, TIME, DATETIME -> out.writeTemporal(bytes, offset, length);
      case TIMESTAMP -> ResultValue.writeTimestamp(bytes, offset, length, zone, out);
      case JSON -> ResultValue.writeJson(bytes, offset, length, out);
      case GEOMETRY -> ResultValue.writeGeometry(bytes, offset, length, out);
      case VECTOR -> ResultValue.writeVector(bytes, offset, length, out);
      case BINARY, VARBINARY, BLOB -> out.writeBinary(bytes, offset, length);
      case CHAR, VARCHAR, TEXT, ENUM, SET -> out.writeUtf8(bytes, offset, length);
    }
  }
}
