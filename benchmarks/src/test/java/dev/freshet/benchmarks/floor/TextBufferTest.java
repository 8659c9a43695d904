package dev.freshet.benchmarks.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextBufferTest {
  private final TextBuffer buffer = new TextBuffer(1);

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 123_456, Long.MAX_VALUE})
  void numbersAreWrittenAsJavaWritesThem(long number) {
    assertThat(text(buffer.number(number))).isEqualTo(Long.toString(number));
  }

  @Test
  void paddedNumbersBeginWithZeros() {
    assertThat(text(buffer.padded(7, 2).ascii(':').padded(0, 2))).isEqualTo("07:00");
  }

  @Test
  void partsFollowEachOther() {
    TextBuffer other = new TextBuffer(8).bytes("xyz".getBytes(StandardCharsets.US_ASCII), 1, 2);

    assertThat(text(buffer.ascii('a').text(other).ascii('b'))).isEqualTo("ayzb");
  }

  private static String text(TextBuffer buffer) {
    return new String(buffer.toBytes(), StandardCharsets.UTF_8);
  }
}
