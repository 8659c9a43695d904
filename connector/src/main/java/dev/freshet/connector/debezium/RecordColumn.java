package dev.freshet.connector.debezium;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnDeclaration;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.TableName;
import dev.freshet.connector.value.UndecodableException;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.jspecify.annotations.Nullable;

/**
 * A column as records tell it: Debezium adds what its declaration says to the schema of a field
 * ({@code column.propagate.source.type}).
 *
 * @param column the column as transformers see it
 * @param field where its value lies in a record
 * @param codec what to make of that
 */
record RecordColumn(Column column, Field field, ValueCodec codec) {

  private static final String TYPE = "__debezium.source.column.type";
  private static final String LENGTH = "__debezium.source.column.length";
  private static final String SCALE = "__debezium.source.column.scale";
  private static final String MEMBERS = "allowed";
  private static final long VALUE_BYTES = 16;

  /**
   * A column.
   *
   * @param json whether MariaDB says that its text is JSON
   * @throws UndecodableException if it is of a type that is not known
   */
  static RecordColumn of(TableName table, Field field, boolean json, ZoneId zone) {
    Map<String, String> parameters =
        field.schema().parameters() == null ? Map.of() : field.schema().parameters();
    String declared = parameters.getOrDefault(TYPE, "").toUpperCase(Locale.ROOT).strip();
    String[] words = declared.split("[ (]+", -1);
    int length = number(parameters.get(LENGTH));
    ColumnType type = json ? ColumnType.JSON : type(words);
    if (type == null) {
      throw new UndecodableException(
          "column "
              + field.name()
              + " of table "
              + table
              + " is of type '"
              + declared
              + "', which Freshet does not know from Debezium; leave it out with"
              + " column.exclude.list, or use connector.class=binlog");
    }
    ColumnDeclaration declaration =
        new ColumnDeclaration(
            type == ColumnType.YEAR
                || List.of(words).contains("UNSIGNED")
                || List.of(words).contains("ZEROFILL"),
            switch (type) {
              case DECIMAL -> length;
              case BIT -> Math.max(1, length);
              default -> 0;
            },
            switch (type) {
              case DECIMAL -> number(parameters.get(SCALE));
              case TIME, DATETIME, TIMESTAMP -> length;
              default -> 0;
            },
            type == ColumnType.ENUM || type == ColumnType.SET
                ? members(parameters.getOrDefault(MEMBERS, ""))
                : List.of());
    Column column = new Column(field.name(), type, declaration);
    boolean optional = field.schema().isOptional();
    return new RecordColumn(column, field, ValueCodecs.of(column, length, optional, zone));
  }

  private static int number(@Nullable String text) {
    return text == null ? 0 : Integer.parseInt(text);
  }

  private static List<String> members(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  /** The type that a declaration begins with, synonyms included; null if it is not known. */
  private static @Nullable ColumnType type(String[] words) {
    return switch (words[0]) {
      case "TINYINT", "INT1", "BOOL", "BOOLEAN" -> ColumnType.TINYINT;
      case "SMALLINT", "INT2" -> ColumnType.SMALLINT;
      case "MEDIUMINT", "MIDDLEINT", "INT3" -> ColumnType.MEDIUMINT;
      case "INT", "INTEGER", "INT4" -> ColumnType.INT;
      case "BIGINT", "INT8", "SERIAL" -> ColumnType.BIGINT;
      case "YEAR" -> ColumnType.YEAR;
      case "DECIMAL", "DEC", "NUMERIC", "FIXED" -> ColumnType.DECIMAL;
      case "FLOAT", "FLOAT4" -> ColumnType.FLOAT;
      case "DOUBLE", "REAL", "FLOAT8" -> ColumnType.DOUBLE;
      case "BIT" -> ColumnType.BIT;
      case "CHAR", "CHARACTER", "NCHAR", "NATIONAL" ->
          words.length > 1 && String.join(" ", words).contains("VAR")
              ? ColumnType.VARCHAR
              : ColumnType.CHAR;
      case "VARCHAR", "VARCHARACTER", "NVARCHAR" -> ColumnType.VARCHAR;
      case "TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT", "LONG" -> ColumnType.TEXT;
      case "ENUM" -> ColumnType.ENUM;
      case "SET" -> ColumnType.SET;
      case "BINARY" -> ColumnType.BINARY;
      case "VARBINARY" -> ColumnType.VARBINARY;
      case "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB" -> ColumnType.BLOB;
      case "JSON" -> ColumnType.JSON;
      case "DATE" -> ColumnType.DATE;
      case "TIME" -> ColumnType.TIME;
      case "DATETIME" -> ColumnType.DATETIME;
      case "TIMESTAMP" -> ColumnType.TIMESTAMP;
      case "GEOMETRY",
          "POINT",
          "LINESTRING",
          "POLYGON",
          "MULTIPOINT",
          "MULTILINESTRING",
          "MULTIPOLYGON",
          "GEOMETRYCOLLECTION",
          "GEOMCOLLECTION" ->
          ColumnType.GEOMETRY;
      case "VECTOR" -> ColumnType.VECTOR;
      default -> null;
    };
  }

  /** About how many bytes a value keeps in use. */
  static long bytes(@Nullable Object value) {
    if (value instanceof String text) {
      return VALUE_BYTES + 2L * text.length();
    }
    if (value instanceof ByteBuffer buffer) {
      return VALUE_BYTES + buffer.remaining();
    }
    if (value instanceof byte[] array) {
      return VALUE_BYTES + array.length;
    }
    if (value instanceof List<?> list) {
      return VALUE_BYTES + VALUE_BYTES * list.size();
    }
    return VALUE_BYTES;
  }
}
