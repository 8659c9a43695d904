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
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
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

  private static final int TO_SECONDS = 19;
  private static final int MICROSECOND_DIGITS = 6;

  /** The columns of a result. */
  static QueryColumn[] of(ResultSetMetaData metadata) throws SQLException {
    QueryColumn[] columns = new QueryColumn[metadata.getColumnCount()];
    for (int i = 0; i < columns.length; i++) {
      int at = i + 1;
      columns[i] =
          new QueryColumn(
              metadata.getColumnLabel(at),
              type(metadata.getColumnTypeName(at).toUpperCase(Locale.ROOT)),
              !metadata.isSigned(at),
              metadata.getPrecision(at),
              metadata.getScale(at));
    }
    return columns;
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

  /** The column as those who use its values know it. */
  Column column() {
    int length = type == ColumnType.DECIMAL || type == ColumnType.BIT ? bits : 0;
    return new Column(name, type, new ColumnDeclaration(unsigned, length, digits, List.of()));
  }

  /**
   * The value in the current row; null for NULL.
   *
   * @param binary whether the server has sent it in binary form
   */
  byte @Nullable [] read(ResultSet row, int at, boolean binary) throws SQLException {
    return switch (type) {
      case BINARY, VARBINARY, BLOB, GEOMETRY, VECTOR, BIT -> row.getBytes(at);
      case FLOAT -> {
        float number = row.getFloat(at);
        yield row.wasNull() ? null : Float.toString(number).getBytes(StandardCharsets.US_ASCII);
      }
      case TINYINT,
          SMALLINT,
          MEDIUMINT,
          INT,
          BIGINT,
          YEAR,
          DECIMAL,
          DOUBLE,
          CHAR,
          VARCHAR,
          TEXT,
          ENUM,
          SET,
          JSON,
          DATE ->
          text(row, at);
      case TIME -> {
        if (!binary) {
          yield text(row, at);
        }
        // the driver itself would print a wrong fraction
        Duration time = row.getObject(at, Duration.class);
        yield time == null ? null : ResultValue.time(time, digits);
      }
      case DATETIME, TIMESTAMP -> {
        String text = row.getString(at);
        yield text == null ? null : withDigits(text, digits).getBytes(StandardCharsets.US_ASCII);
      }
    };
  }

  private static byte @Nullable [] text(ResultSet row, int at) throws SQLException {
    String text = row.getString(at);
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A date and time with as many digits of a second as the column has. Of a column with fewer than
   * six the driver prints the microseconds without zeros in front (57.068 as 57.68000); what the
   * calendar does not have it prints as the server does (seen in MariaDB Connector/J 3.5.11).
   *
   * @param text what the driver prints
   */
  static String withDigits(String text, int digits) {
    String toSeconds = text.substring(0, TO_SECONDS);
    if (digits == 0) {
      return toSeconds;
    }
    String fraction = text.length() > TO_SECONDS ? text.substring(TO_SECONDS + 1) : "";
    if (isInCalendar(text)) {
      fraction = "0".repeat(MICROSECOND_DIGITS - fraction.length()) + fraction;
    }
    return toSeconds + "." + (fraction + "0".repeat(MICROSECOND_DIGITS)).substring(0, digits);
  }

  private static boolean isInCalendar(String text) {
    int month = Integer.parseInt(text, 5, 7, 10);
    int day = Integer.parseInt(text, 8, 10, 10);
    return month >= 1
        && month <= 12
        && day >= 1
        && day <= YearMonth.of(Integer.parseInt(text, 0, 4, 10), month).lengthOfMonth();
  }

  /**
   * Hands a value that {@link #read} gave to {@code out}.
   *
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  void write(byte[] value, ZoneId zone, ValueWriter out) {
    switch (type) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR ->
          ResultValue.writeInteger(value, unsigned, out);
      case DECIMAL -> ResultValue.writeDecimal(value, out);
      case FLOAT -> ResultValue.writeFloat(value, out);
      case DOUBLE -> ResultValue.writeDouble(value, out);
      case BIT -> ResultValue.writeBits(value, bits, out);
      case DATE, TIME, DATETIME -> out.writeTemporal(value, 0, value.length);
      case TIMESTAMP -> ResultValue.writeTimestamp(value, zone, out);
      case JSON -> ResultValue.writeJson(value, out);
      case GEOMETRY -> ResultValue.writeGeometry(value, out);
      case VECTOR -> ResultValue.writeVector(value, out);
      case BINARY, VARBINARY, BLOB -> out.writeBinary(value, 0, value.length);
      case CHAR, VARCHAR, TEXT, ENUM, SET -> out.writeUtf8(value, 0, value.length);
    }
  }
}
