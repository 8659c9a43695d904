package dev.freshet.connector.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values as they lie in the binlog, byte by byte. The examples were computed by hand. */
class DecodersTest {

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static ColumnFormat format(int type, int metadata) {
    return new ColumnFormat(
        type, metadata, false, CharacterSet.utf8("utf8mb4"), List.of(), Meaning.AS_TYPED);
  }

  private static String decode(int type, int metadata, String bytes) {
    return decode(type, metadata, bytes, ZoneOffset.UTC);
  }

  private static String decode(int type, int metadata, String bytes, ZoneId zone) {
    return TextWriter.of(ColumnDecoders.of(format(type, metadata), zone), hex(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    // the example of decimal2bin's own documentation
    "14, 4, 81 0D FB 38 D2 04 D2, 1234567890.1234",
    "14, 4, 7E F2 04 C7 2D FB 2D, -1234567890.1234",
    "10, 2, 80 00 00 00 00, 0.00",
    "10, 2, 7F FF FF FF FE, -0.01",
    "9, 0, 80 00 00 00, 0",
    "9, 0, BB 9A C9 FF, 999999999",
    "5, 5, 80 30 39, 0.12345",
    "1, 0, 89, 9",
    "1, 0, 76, -9"
  })
  void decimals(int precision, int scale, String bytes, String text) {
    assertThat(decode(BinlogType.NEWDECIMAL, precision | scale << 8, bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "17, 0, 00 00 00 00, 0000-00-00 00:00:00",
    "17, 3, 00 00 00 00 00 00, 0000-00-00 00:00:00.000",
    "17, 0, 7F FF FF FF, 2038-01-19 03:14:07",
    "17, 6, 00 00 00 01 0F 42 3F, 1970-01-01 00:00:01.999999",
    "18, 0, 80 00 00 00 00, 0000-00-00 00:00:00",
    "18, 2, 99 BB 68 7B 40 0C, 2026-11-20 07:45:00.12",
    "19, 0, 80 00 00, 00:00:00",
    "19, 0, 7F FF FF, -00:00:01",
    "19, 1, 7F FF FF F6, -00:00:00.1",
    "19, 6, 7F FF FF FF FF FF, -00:00:00.000001",
    "19, 0, B4 6E FB, 838:59:59",
    "10, 0, 00 00 00, 0000-00-00",
    "10, 0, 74 D5 0F, 2026-11-20",
    "11, 0, 9F 86 01, 09:99:99",
    "13, 0, 00, 0",
    "13, 0, 7E, 2026"
  })
  void temporals(int type, int digits, String bytes, String text) {
    assertThat(decode(type, digits, bytes)).isEqualTo(text);
  }

  @Test
  void timestampsAreShownInTheTimeZoneThatWasAskedFor() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    // 2026-07-01 00:00:00 UTC and 2026-12-01 00:00:00 UTC
    assertThat(decode(17, 0, "6A 44 58 80", berlin)).isEqualTo("2026-07-01 02:00:00");
    assertThat(decode(17, 0, "6B 0E 0E 00", berlin)).isEqualTo("2026-12-01 01:00:00");
    assertThat(decode(17, 0, "6B 0E 0E 00", ZoneOffset.ofHours(-1)))
        .isEqualTo("2026-11-30 23:00:00");
    assertThat(decode(17, 0, "00 00 00 00", berlin)).isEqualTo("0000-00-00 00:00:00");
  }

  @Test
  void integers() {
    assertThat(decode(BinlogType.INT24, 0, "FF FF FF")).isEqualTo("-1");
    assertThat(decode(BinlogType.LONGLONG, 0, "00 00 00 00 00 00 00 80"))
        .isEqualTo("-9223372036854775808");
    ColumnFormat unsigned =
        new ColumnFormat(
            BinlogType.LONGLONG, 0, true, CharacterSet.BINARY, List.of(), Meaning.AS_TYPED);
    assertThat(TextWriter.of(ColumnDecoders.of(unsigned, ZoneOffset.UTC), hex("FF".repeat(8))))
        .isEqualTo("18446744073709551615");
  }

  @Test
  void enumsAndSetsOutOfRangeAreNotGuessed() {
    ColumnFormat members =
        new ColumnFormat(
            BinlogType.ENUM,
            1,
            false,
            CharacterSet.utf8("utf8mb4"),
            List.of("a", "b"),
            Meaning.AS_TYPED);
    ColumnDecoder decoder = ColumnDecoders.of(members, ZoneOffset.UTC);
    assertThat(TextWriter.of(decoder, hex("00"))).isEmpty();
    assertThat(TextWriter.of(decoder, hex("02"))).isEqualTo("b");
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> TextWriter.of(decoder, hex("03")))
        .withMessageContaining("member 3 but has 2");
  }

  @Test
  void binaryColumnsGetTheirZerosBack() {
    ColumnFormat binary =
        new ColumnFormat(
            BinlogType.STRING, 4, false, CharacterSet.BINARY, List.of(), Meaning.AS_TYPED);
    ColumnDecoder decoder = ColumnDecoders.of(binary, ZoneOffset.UTC);
    assertThat(TextWriter.of(decoder, hex("01 AB"))).isEqualTo("AB000000");
    assertThat(TextWriter.of(decoder, hex("00"))).isEqualTo("00000000");
  }

  @Test
  void typesThatAreNotKnownAreNamed() {
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> RowLayout.of(List.of(format(99, 0)), ZoneOffset.UTC))
        .withMessageContaining("type 99");
  }

  @Test
  void rowsThatDoNotFitTheirEventAreNotRead() {
    RowLayout layout =
        RowLayout.of(
            List.of(format(BinlogType.LONG, 0), format(BinlogType.VARCHAR, 20)), ZoneOffset.UTC);
    ColumnBits all = ColumnBits.read(new ByteCursor(hex("03"), 0, 1), 2);
    byte[] row = hex("00 01000000 02 6869");
    assertThat(TextWriter.of(layout.read(row, 0, row.length, all), 1)).isEqualTo("hi");
    for (int length = 0; length < row.length; length++) {
      int limit = length;
      assertThatExceptionOfType(UndecodableException.class)
          .as("%s bytes", limit)
          .isThrownBy(() -> layout.read(row, 0, limit, all));
    }
  }

  @Test
  void columnsThatAreNotInTheImageAreToldApartFromNull() {
    RowLayout layout =
        RowLayout.of(
            List.of(
                format(BinlogType.TINY, 0), format(BinlogType.TINY, 0), format(BinlogType.TINY, 0)),
            ZoneOffset.UTC);
    ColumnBits firstAndLast = ColumnBits.read(new ByteCursor(hex("05"), 0, 1), 3);
    BinlogRowImage image = layout.read(hex("02 07"), 0, 2, firstAndLast);
    assertThat(firstAndLast.isComplete()).isFalse();
    assertThat(TextWriter.of(image, 0)).isEqualTo("7");
    assertThat(image.has(1)).isFalse();
    assertThat(image.has(2)).isTrue();
    assertThat(image.isNull(2)).isTrue();
  }
}
