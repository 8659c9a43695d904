package dev.freshet.connector.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {

  private static String json(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    Utf8Buffer out = new Utf8Buffer(1);
    JsonText.append(bytes, 0, bytes.length, out);
    return new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "04 00 | null",
        "04 01 | true",
        "04 02 | false",
        "05 FF FF | -1",
        "06 FF FF | 65535",
        "07 00 00 00 80 | -2147483648",
        "08 FF FF FF FF | 4294967295",
        "09 00 00 00 00 00 00 00 80 | -9223372036854775808",
        "0A FF FF FF FF FF FF FF FF | 18446744073709551615",
        "0B 00 00 00 00 00 00 F0 3F | 1.0",
        "0C 02 22 0A | \"\\\"\\n\"",
        "0C 01 1F | \"\\u001f\"",
        // [null, 1, "a"]: count, size, then three entries of type and value or offset
        "02 03 00 0F 00 04 00 00 05 01 00 0C 0D 00 01 61 | [null,1,\"a\"]",
        // {"k": 2}
        "00 01 00 0C 00 0B 00 01 00 05 02 00 6B | {\"k\":2}",
        // DECIMAL(3,1) 12.5, a DATE, and bytes that are neither
        "0F F6 04 03 01 8C 05 | 12.5",
        "0F 0A 08 00 00 00 00 00 68 BB 19 | \"2026-11-20\"",
        "0F FC 01 FF | \"base64:type252:/w==\""
      })
  void documents(String hex, String text) {
    assertThat(json(hex)).isEqualTo(text);
  }

  @Test
  void theEmptyDocumentIsNull() {
    assertThat(json("")).isEqualTo("null");
  }

  @Test
  void documentsThatPointOutsideOfThemselvesAreRefused() {
    for (String hex :
        new String[] {"0C 05 61", "02 FF FF 0F 00", "02 01 00 09 00 0C FF 00", "09 00", "03 00"}) {
      assertThatExceptionOfType(UndecodableException.class).as(hex).isThrownBy(() -> json(hex));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1e14, 100000000000000.0",
    "1e15, 1e15",
    "1.5e300, 1.5e300",
    "-2e-3, -0.002",
    "1e-16, 1e-16",
    "0.1, 0.1",
    "2e23, 2e23",
    "5e-324, 5e-324",
    "2.8599801204304966e25, 2.8599801204304966e25",
    "0, 0.0",
    "-0.0, -0.0",
    "-1209101297642634.2, -1209101297642634.2",
    "1234567890123456, 1.234567890123456e15"
  })
  void doublesHaveTheFewestDigits(double value, String text) {
    Utf8Buffer out = new Utf8Buffer(1);
    NumberText.appendJsonDouble(value, out);
    assertThat(new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8)).isEqualTo(text);
  }

  @Test
  void blanksBetweenTokensAreDropped() {
    byte[] text = "{ \"a b\" :\t[1 , \"\\\" \\\\\" ,\n2] }".getBytes(StandardCharsets.UTF_8);
    Utf8Buffer out = new Utf8Buffer(1);
    JsonBlanks.drop(text, 0, text.length, out);
    assertThat(new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8))
        .isEqualTo("{\"a b\":[1,\"\\\" \\\\\",2]}");
  }

  @Test
  void geometryIsGeoJson() {
    // SRID, byte order, type 1, and the two coordinates
    byte[] point =
        HexFormat.of()
            .parseHex("00000000" + "01" + "01000000" + "000000000000F83F" + "00000000000000C0");
    Utf8Buffer out = new Utf8Buffer(1);
    GeoJsonText.append(point, 0, point.length, out);
    assertThat(new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8))
        .isEqualTo("{\"type\":\"Point\",\"coordinates\":[1.5,-2.0]}");
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> GeoJsonText.append(point, 0, point.length - 1, new Utf8Buffer(1)));
  }
}
