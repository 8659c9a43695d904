package dev.freshet.daemon.transforms;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnDeclaration;
import dev.freshet.api.change.ColumnType;
import java.util.List;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** The columns that fields are which transforms have made: what their values look like. */
final class ConnectColumn {

  private static final int MILLI_DIGITS = 3;
  private static final int MICRO_DIGITS = 6;

  private ConnectColumn() {}

  static Column of(Field field) {
    return new Column(
        field.name(),
        type(field.schema()),
        new ColumnDeclaration(false, 0, digits(field.schema()), List.of()));
  }

  private static ColumnType type(Schema schema) {
    String name = schema.name() == null ? "" : schema.name();
    return switch (schema.type()) {
      case INT8 -> ColumnType.TINYINT;
      case INT16 -> ColumnType.SMALLINT;
      case INT32 ->
          switch (name) {
            case DebeziumTypes.DATE, Date.LOGICAL_NAME -> ColumnType.DATE;
            case DebeziumTypes.TIME, Time.LOGICAL_NAME -> ColumnType.TIME;
            case DebeziumTypes.YEAR -> ColumnType.YEAR;
            default -> ColumnType.INT;
          };
      case INT64 ->
          switch (name) {
            case DebeziumTypes.TIMESTAMP,
                DebeziumTypes.MICRO_TIMESTAMP,
                DebeziumTypes.NANO_TIMESTAMP,
                Timestamp.LOGICAL_NAME ->
                ColumnType.DATETIME;
            case DebeziumTypes.MICRO_TIME, DebeziumTypes.NANO_TIME -> ColumnType.TIME;
            default -> ColumnType.BIGINT;
          };
      case FLOAT32 -> ColumnType.FLOAT;
      case FLOAT64 -> ColumnType.DOUBLE;
      case BOOLEAN -> ColumnType.BIT;
      case STRING ->
          switch (name) {
            case DebeziumTypes.JSON -> ColumnType.JSON;
            case DebeziumTypes.ENUM -> ColumnType.ENUM;
            case DebeziumTypes.ENUM_SET -> ColumnType.SET;
            case DebeziumTypes.ZONED_TIMESTAMP -> ColumnType.TIMESTAMP;
            default -> ColumnType.VARCHAR;
          };
      case BYTES ->
          switch (name) {
            case Decimal.LOGICAL_NAME -> ColumnType.DECIMAL;
            case DebeziumTypes.BITS -> ColumnType.BIT;
            default -> ColumnType.VARBINARY;
          };
      case ARRAY -> name.equals(DebeziumTypes.FLOAT_VECTOR) ? ColumnType.VECTOR : ColumnType.JSON;
      case MAP, STRUCT -> ColumnType.JSON;
    };
  }

  /** How many digits are printed behind the point: as many as the type can tell. */
  private static int digits(Schema schema) {
    String name = schema.name() == null ? "" : schema.name();
    return switch (name) {
      case DebeziumTypes.TIME, DebeziumTypes.TIMESTAMP, Time.LOGICAL_NAME, Timestamp.LOGICAL_NAME ->
          MILLI_DIGITS;
      case DebeziumTypes.MICRO_TIME,
          DebeziumTypes.NANO_TIME,
          DebeziumTypes.MICRO_TIMESTAMP,
          DebeziumTypes.NANO_TIMESTAMP ->
          MICRO_DIGITS;
      case Decimal.LOGICAL_NAME ->
          Integer.parseInt(schema.parameters().getOrDefault(Decimal.SCALE_FIELD, "0"));
      default -> 0;
    };
  }
}
