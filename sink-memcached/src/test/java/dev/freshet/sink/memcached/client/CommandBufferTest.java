package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandBufferTest {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final CommandBuffer out = new CommandBuffer(channel);

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  private String written() {
    channel.flush();
    StringBuilder text = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      text.append(part.toString(US_ASCII));
      part.release();
    }
    return text.toString();
  }

  private static byte[] value(int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) 'v');
    return value;
  }

  @Test
  void numbersAreWrittenInDigits() {
    long[] numbers = {0, 7, 10, 99, 100, -1, -1200, Long.MAX_VALUE};
    StringBuilder expected = new StringBuilder();
    for (long number : numbers) {
      out.append(number).endLine();
      expected.append(number).append("\r\n");
    }
    out.write();
    assertThat(written()).isEqualTo(expected.toString());
  }

  @Test
  void nothingIsWrittenBeforeItIsTime() {
    out.append(value(100));
    assertThat(written()).isEmpty();
    out.write();
    assertThat(written()).hasSize(100);
    out.write();
    assertThat(written()).isEmpty();
  }

  @Test
  void whatIsGatheredKeepsItsOrderAroundLargeValues() {
    StringBuilder expected = new StringBuilder();
    for (int length = 1; length <= 100_000; length += 7_001) {
      out.append(length).endLine();
      out.appendBlock(value(length));
      expected.append(length).append("\r\n").append("v".repeat(length)).append("\r\n");
    }
    out.write();
    assertThat(written()).isEqualTo(expected.toString());
  }
}
