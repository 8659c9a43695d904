package dev.freshet.daemon.transforms;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnDeclaration;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The schemas that Debezium's MySQL connector gives to columns with its default modes
 * (bigint.unsigned.handling.mode=long, binary.handling.mode=bytes, decimal.handling.mode=precise,
 * time.precision.mode=adaptive_time_microseconds), as its documentation describes them under "Data
 * type mappings" (debezium.io/documentation/reference/stable/connectors/mysql.html).
 *
 * <p>They differ in two ways. Every column is optional, whatever its definition says, since the
 * binlog may hold an incomplete row. A GEOMETRY is GeoJSON of type {@link #JSON}, as everywhere in
 * Freshet, and no structure with WKB.
 */
final class DebeziumTypes {

  static final String DATE = "io.debezium.time.Date";
  static final String TIME = "io.debezium.time.Time";
  static final String MICRO_TIME = "io.debezium.time.MicroTime";
  static final String NANO_TIME = "io.debezium.time.NanoTime";
  static final String TIMESTAMP = "io.debezium.time.Timestamp";
  static final String MICRO_TIMESTAMP = "io.debezium.time.MicroTimestamp";
  static final String NANO_TIMESTAMP = "io.debezium.time.NanoTimestamp";
  static final String ZONED_TIMESTAMP = "io.debezium.time.ZonedTimestamp";
  static final String YEAR = "io.debezium.time.Year";
  static final String BITS = "io.debezium.data.Bits";
  static final String ENUM = "io.debezium.data.Enum";
  static final String ENUM_SET = "io.debezium.data.EnumSet";
  static final String JSON = "io.debezium.data.Json";
  static final String FLOAT_VECTOR = "io.debezium.data.FloatVector";

  /** Parameters of schemas. */
  private static final String BITS_LENGTH = "length";

  private static final String MEMBERS = "allowed";
  private static final String DECIMAL_PRECISION = "connect.decimal.precision";

  /** A DATETIME with more digits than this is in microseconds. */
  private static final int MILLISECOND_DIGITS = 3;

  private DebeziumTypes() {}

  /** The schema of a column: a new instance each time, so that it stands for this very column. */
  static Schema of(Column column) {
    return builder(column).optional().build();
  }

  private static SchemaBuilder builder(Column column) {
    ColumnDeclaration declared = column.declaration();
    return switch (column.type()) {
      case TINYINT -> SchemaBuilder.int16();
      case SMALLINT -> declared.unsigned() ? SchemaBuilder.int32() : SchemaBuilder.int16();
      case MEDIUMINT -> SchemaBuilder.int32();
      case INT -> declared.unsigned() ? SchemaBuilder.int64() : SchemaBuilder.int32();
      case BIGINT -> SchemaBuilder.int64();
      case YEAR -> named(SchemaBuilder.int32(), YEAR);
      case DECIMAL ->
          Decimal.builder(declared.fraction())
              .parameter(DECIMAL_PRECISION, String.valueOf(declared.length()));
      case FLOAT -> SchemaBuilder.float32();
      case DOUBLE -> SchemaBuilder.float64();
      case BIT ->
          declared.length() == 1
              ? SchemaBuilder.bool()
              : named(SchemaBuilder.bytes(), BITS)
                  .parameter(BITS_LENGTH, String.valueOf(declared.length()));
      case CHAR, VARCHAR, TEXT -> SchemaBuilder.string();
      case ENUM -> withMembers(named(SchemaBuilder.string(), ENUM), declared);
      case SET -> withMembers(named(SchemaBuilder.string(), ENUM_SET), declared);
      case BINARY, VARBINARY, BLOB -> SchemaBuilder.bytes();
      case JSON, GEOMETRY -> named(SchemaBuilder.string(), JSON);
      case DATE -> named(SchemaBuilder.int32(), DATE);
      case TIME -> named(SchemaBuilder.int64(), MICRO_TIME);
      case DATETIME ->
          named(
              SchemaBuilder.int64(),
              declared.fraction() > MILLISECOND_DIGITS ? MICRO_TIMESTAMP : TIMESTAMP);
      case TIMESTAMP -> named(SchemaBuilder.string(), ZONED_TIMESTAMP);
      case VECTOR -> named(SchemaBuilder.array(Schema.FLOAT32_SCHEMA), FLOAT_VECTOR);
    };
  }

  private static SchemaBuilder named(SchemaBuilder builder, String name) {
    return builder.name(name).version(1);
  }

  private static SchemaBuilder withMembers(SchemaBuilder builder, ColumnDeclaration declared) {
    return builder.parameter(MEMBERS, String.join(",", declared.members()));
  }
}
