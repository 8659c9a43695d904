package dev.freshet.transformers.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.FakeRow.Json;
import dev.freshet.transformers.FakeRow.Temporal;
import dev.freshet.transformers.FakeRow.Utf8Bytes;
import dev.freshet.transformers.bytes.ByteBuilder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

  private static final int RANDOM_TEXTS = 20_000;

  private final Random random = new Random(20261120);
  private final ObjectMapper jackson = new ObjectMapper();

  @Test
  void integersAreExact() {
    assertThat(json(0L)).isEqualTo("0");
    assertThat(json(-128L)).isEqualTo("-128");
    assertThat(json(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
    assertThat(json(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    assertThat(json(new BigInteger("9223372036854775808"))).isEqualTo("9223372036854775808");
    assertThat(json(new BigInteger("18446744073709551615"))).isEqualTo("18446744073709551615");
  }

  @Test
  void decimalsKeepTheirScale() {
    assertThat(json(new BigDecimal("1.50"))).isEqualTo("1.50");
    assertThat(json(new BigDecimal("-0.00"))).isEqualTo("0.00");
    String longest = "-" + "9".repeat(35) + "." + "9".repeat(30);
    assertThat(json(new BigDecimal(longest))).isEqualTo(longest);
  }

  @Test
  void floatingPointNumbersAreTheShortest() {
    assertThat(json(0.1f)).isEqualTo("0.1");
    assertThat(json(0.1d)).isEqualTo("0.1");
    assertThat(json(1.0)).isEqualTo("1.0");
    assertThat(json(-0.0)).isEqualTo("-0.0");
    assertThat(json(Double.MIN_VALUE)).isEqualTo("5e-324");
    assertThat(json(Double.MAX_VALUE)).isEqualTo("1.7976931348623157e308");
    assertThat(json(Float.MIN_VALUE)).isEqualTo("1e-45");
  }

  @Test
  void otherTypesAreAsTheContractSays() {
    assertThat(json(null)).isEqualTo("null");
    assertThat(json(true)).isEqualTo("true");
    assertThat(json(false)).isEqualTo("false");
    assertThat(json(new Temporal("2026-11-20 07:45:00.123")))
        .isEqualTo("\"2026-11-20 07:45:00.123\"");
    assertThat(json(new Temporal("0000-00-00"))).isEqualTo("\"0000-00-00\"");
    assertThat(json(new Temporal("-838:59:59.000000"))).isEqualTo("\"-838:59:59.000000\"");
    assertThat(json(new byte[] {0, (byte) 0xff, 16})).isEqualTo("\"AP8Q\"");
    assertThat(json(new byte[0])).isEqualTo("\"\"");
    assertThat(json(new Json("{\"a\":[1,\"ü\"]}"))).isEqualTo("{\"a\":[1,\"ü\"]}");
  }

  @Test
  void textEscapesWhatJsonHasToAndNothingElse() {
    assertThat(json("")).isEqualTo("\"\"");
    assertThat(json("a\"b\\c/d")).isEqualTo("\"a\\\"b\\\\c/d\"");
    assertThat(json("\b\f\n\r\t")).isEqualTo("\"\\b\\f\\n\\r\\t\"");
    assertThat(json("\0\u0001\u001f\u007f\u0080\u2028"))
        .isEqualTo("\"\\u0000\\u0001\\u001f\u007f\u0080\u2028\"");
    assertThat(json("Ω漢😀")).isEqualTo("\"Ω漢😀\"");
  }

  @Test
  void loneSurrogatesAreReplaced() {
    assertThat(json("a\ud83db")).isEqualTo("\"a\ufffdb\"");
    assertThat(json("\ude00")).isEqualTo("\"\ufffd\"");
    assertThat(json("\ud83d")).isEqualTo("\"\ufffd\"");
  }

  @Test
  void bytesThatAreNoUtf8AreReplaced() {
    assertThat(json(utf8('a', 0xff, 'b'))).isEqualTo("\"a\ufffdb\"");
    assertThat(json(utf8(0xc0, 0x80))).isEqualTo("\"\ufffd\ufffd\"");
    assertThat(json(utf8(0xed, 0xa0, 0x80))).isEqualTo("\"\ufffd\ufffd\ufffd\"");
    assertThat(json(utf8(0xf0, 0x9f, 0x98))).isEqualTo("\"\ufffd\"");
    assertThat(json(utf8(0xe2, 0x82, '"'))).isEqualTo("\"\ufffd\\\"\"");
    assertThat(json(utf8(0xf4, 0x90, 0x80, 0x80))).isEqualTo("\"\ufffd\ufffd\ufffd\ufffd\"");
  }

  @Test
  void bothKindsOfTextGiveTheSameBytes() throws Exception {
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      String text = randomText();
      String json = json(text);
      assertThat(json).isEqualTo(json(new Utf8Bytes(text.getBytes(UTF_8))));
      assertThat(jackson.readValue(json, String.class)).isEqualTo(text);
    }
  }

  @Test
  void randomBytesReadBackAsJavaDecodesThem() throws Exception {
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      byte[] bytes = randomBytes();
      String json = json(new Utf8Bytes(bytes));
      String read = jackson.readValue(json, String.class);
      assertThat(withoutCounts(read)).isEqualTo(withoutCounts(new String(bytes, UTF_8)));
    }
  }

  /** How many U+FFFD stand for bytes that are no text is nothing that decoders agree on. */
  private static String withoutCounts(String text) {
    return text.replaceAll("\ufffd+", "\ufffd");
  }

  private String randomText() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(20);
    for (int i = 0; i < length; i++) {
      int codePoint =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> random.nextInt(0x800);
            case 2 -> random.nextInt(0xd800);
            default -> 0xe000 + random.nextInt(Character.MAX_CODE_POINT - 0xe000 + 1);
          };
      text.appendCodePoint(codePoint);
    }
    return text.toString();
  }

  /** Bytes that are likely to begin well-formed sequences and to break them off. */
  private byte[] randomBytes() {
    int[] likely = {
      'a', '"', '\n', 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2, 0xe0, 0xed, 0xf0, 0xf4
    };
    byte[] bytes = new byte[random.nextInt(12)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          (byte)
              (random.nextInt(4) == 0 ? random.nextInt() : likely[random.nextInt(likely.length)]);
    }
    return bytes;
  }

  private static Utf8Bytes utf8(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new Utf8Bytes(bytes);
  }

  /** What the writer makes of {@code value}, which has to be well-formed UTF-8. */
  private static String json(@Nullable Object value) {
    ByteBuilder out = new ByteBuilder();
    FakeRow.write(value, new JsonWriter(out));
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(out.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8", e);
    }
  }
}
