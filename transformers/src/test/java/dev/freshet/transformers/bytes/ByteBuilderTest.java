package dev.freshet.transformers.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteBuilderTest {

  private final ByteBuilder out = new ByteBuilder();

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        9,
        10,
        99,
        100,
        -1,
        -10,
        999_999_999_999_999_999L,
        1_000_000_000_000_000_000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE + 1,
        Long.MIN_VALUE
      })
  void longsAreDecimal(long value) {
    out.append(value);
    out.append(' ');
    out.appendUnsigned(value);
    assertThat(text()).isEqualTo(value + " " + Long.toUnsignedString(value));
  }

  @Test
  void growsAsFarAsNeeded() {
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      out.append(i);
      out.append(',');
      expected.append(i).append(',');
    }
    out.append(new byte[100_000], 10, 50_000);
    assertThat(out.length()).isEqualTo(expected.length() + 50_000);
    assertThat(text()).startsWith(expected).endsWith("\0\0");
  }

  @Test
  void keepsItsMemoryButNotThatOfAHugeRow() {
    out.append(new byte[10_000]);
    out.clear();
    assertThat(out.array()).hasSizeGreaterThanOrEqualTo(10_000);
    out.append(new byte[2_000_000]);
    out.clear();
    assertThat(out.array()).hasSizeLessThan(1_000);
    out.append(7L);
    assertThat(text()).isEqualTo("7");
  }

  @Test
  void everyCodePointIsUtf8AndSurrogatesAreReplaced() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint += 7) {
      out.clear();
      out.appendCodePoint(codePoint);
      boolean surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
      assertThat(text()).isEqualTo(surrogate ? "\ufffd" : Character.toString(codePoint));
    }
  }

  @Test
  void base64IsThatOfTheJdk() {
    Random random = new Random(7);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      out.clear();
      out.append('x');
      byte[] shifted = new byte[length + 5];
      System.arraycopy(bytes, 0, shifted, 3, length);
      Base64Text.append(out, shifted, 3, length);
      assertThat(text()).isEqualTo("x" + Base64.getEncoder().encodeToString(bytes));
    }
  }

  private String text() {
    return new String(out.toByteArray(), UTF_8);
  }
}
