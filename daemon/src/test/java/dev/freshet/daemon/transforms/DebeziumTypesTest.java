package dev.freshet.daemon.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnDeclaration;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.ValueWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values on their way to a record and back, as if a transform had made an equal one. */
class DebeziumTypesTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private static Arguments value(
      ColumnType type, ColumnDeclaration declared, String schema, Object connect, Written written) {
    return Arguments.of(type, declared, schema, connect, written.to(), written.words());
  }

  private record Written(String words, Consumer<ValueWriter> to) {}

  private static Written number(long number) {
    return new Written("long " + number, out -> out.writeLong(number));
  }

  private static Written temporal(String text) {
    return new Written(
        "temporal " + text, out -> out.writeTemporal(text.getBytes(UTF_8), 0, text.length()));
  }

  private static Written text(String text) {
    return new Written("text " + text, out -> out.writeText(text));
  }

  private static Written json(String text) {
    return new Written(
        "json " + text, out -> out.writeJson(text.getBytes(UTF_8), 0, text.length()));
  }

  private static ColumnDeclaration unsigned() {
    return new ColumnDeclaration(true, 0, 0, List.of());
  }

  private static ColumnDeclaration digits(int fraction) {
    return new ColumnDeclaration(false, 0, fraction, List.of());
  }

  private static ColumnDeclaration length(int length, int fraction) {
    return new ColumnDeclaration(false, length, fraction, List.of());
  }

  static Stream<Arguments> values() {
    ColumnDeclaration plain = ColumnDeclaration.UNKNOWN;
    return Stream.of(
        value(ColumnType.TINYINT, plain, "INT16", (short) -5, number(-5)),
        value(ColumnType.SMALLINT, plain, "INT16", (short) 5, number(5)),
        value(ColumnType.SMALLINT, unsigned(), "INT32", 65535, number(65535)),
        value(ColumnType.MEDIUMINT, plain, "INT32", 5, number(5)),
        value(ColumnType.INT, plain, "INT32", 5, number(5)),
        value(ColumnType.INT, unsigned(), "INT64", 4294967295L, number(4294967295L)),
        value(ColumnType.BIGINT, plain, "INT64", 5L, number(5)),
        value(ColumnType.YEAR, plain, "INT32 io.debezium.time.Year", 2026, number(2026)),
        value(
            ColumnType.DECIMAL,
            length(10, 2),
            "BYTES org.apache.kafka.connect.data.Decimal",
            new BigDecimal("-1.50"),
            new Written("decimal -1.50", out -> out.writeDecimal("-1.50".getBytes(UTF_8), 0, 5))),
        value(
            ColumnType.FLOAT,
            plain,
            "FLOAT32",
            1.5f,
            new Written("float 1.5", out -> out.writeFloat(1.5f))),
        value(
            ColumnType.DOUBLE,
            plain,
            "FLOAT64",
            1.5,
            new Written("double 1.5", out -> out.writeDouble(1.5))),
        value(
            ColumnType.BIT,
            length(1, 0),
            "BOOLEAN",
            true,
            new Written("bit true", out -> out.writeBoolean(true))),
        value(
            ColumnType.BIT,
            length(12, 0),
            "BYTES io.debezium.data.Bits",
            new byte[] {(byte) 0xff, 0x0a},
            new Written("unsigned 2815", out -> out.writeUnsignedLong(2815))),
        value(ColumnType.VARCHAR, plain, "STRING", "x", text("x")),
        value(ColumnType.ENUM, plain, "STRING io.debezium.data.Enum", "x", text("x")),
        value(ColumnType.SET, plain, "STRING io.debezium.data.EnumSet", "x,y", text("x,y")),
        value(
            ColumnType.BLOB,
            plain,
            "BYTES",
            ByteBuffer.wrap(new byte[] {0, 1}),
            new Written("binary [0, 1]", out -> out.writeBinary(new byte[] {7, 0, 1}, 1, 2))),
        value(ColumnType.JSON, plain, "STRING io.debezium.data.Json", "[1]", json("[1]")),
        value(ColumnType.DATE, plain, "INT32 io.debezium.time.Date", -1, temporal("1969-12-31")),
        value(
            ColumnType.TIME,
            digits(0),
            "INT64 io.debezium.time.MicroTime",
            -3020399000000L,
            temporal("-838:59:59")),
        value(
            ColumnType.TIME,
            digits(2),
            "INT64 io.debezium.time.MicroTime",
            500000L,
            temporal("00:00:00.50")),
        value(
            ColumnType.DATETIME,
            digits(3),
            "INT64 io.debezium.time.Timestamp",
            1795160700123L,
            temporal("2026-11-20 07:45:00.123")),
        value(
            ColumnType.DATETIME,
            digits(6),
            "INT64 io.debezium.time.MicroTimestamp",
            -1L,
            temporal("1969-12-31 23:59:59.999999")),
        value(
            ColumnType.TIMESTAMP,
            digits(3),
            "STRING io.debezium.time.ZonedTimestamp",
            "2026-11-20T06:45:00.120Z",
            temporal("2026-11-20 07:45:00.120")),
        value(
            ColumnType.VECTOR,
            plain,
            "ARRAY io.debezium.data.FloatVector",
            List.of(1.5f, -2f),
            json("[1.5,-2.0]")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesComeBackAsTheyWere(
      ColumnType type,
      ColumnDeclaration declared,
      String shown,
      Object expected,
      Consumer<ValueWriter> written,
      String words) {
    Column column = new Column("it", type, declared);
    Schema schema = DebeziumTypes.of(column);
    assertThat(schema.type() + (schema.name() == null ? "" : " " + schema.name())).isEqualTo(shown);

    Object value =
        new ColumnReader(ZONE).read(new SampleTable.Row(List.of(written)), 0, type, schema);
    assertThat(value).isEqualTo(expected);
    ConnectSchema.validateValue(schema, value);

    ConnectValue writer = new ConnectValue(schema, declared, ZONE);
    SampleTable.Row back = new SampleTable.Row(List.of(out -> writer.write(expected, out)));
    assertThat(WrittenValue.of(back, 0)).isEqualTo(words);
  }

  @Test
  void datesThatAreNoneAreNull() {
    assertThat(TemporalText.epochDay("0000-00-00")).isNull();
    assertThat(TemporalText.epochMicros("2026-00-10 00:00:00")).isNull();
    assertThat(TemporalText.instant("0000-00-00 00:00:00", ZONE)).isNull();
  }

  @Test
  void textThatIsNoJsonIsText() {
    Schema schema = DebeziumTypes.of(new Column("it", ColumnType.JSON));
    ConnectValue writer = new ConnectValue(schema, ColumnDeclaration.UNKNOWN, ZONE);

    assertThat(WrittenValue.of(new SampleTable.Row(List.of(out -> writer.write("", out))), 0))
        .isEqualTo("text ");
    assertThat(WrittenValue.of(new SampleTable.Row(List.of(out -> writer.write("hidden", out))), 0))
        .isEqualTo("text hidden");
  }
}
