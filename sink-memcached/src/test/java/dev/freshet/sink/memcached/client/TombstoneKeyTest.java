package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.CacheKey;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class TombstoneKeyTest {

  private static String of(String key) {
    EmbeddedChannel channel = new EmbeddedChannel();
    CommandBuffer out = new CommandBuffer(channel);
    TombstoneKey.append(out, CacheKey.of(key));
    out.write();
    channel.flush();
    ByteBuf written = channel.readOutbound();
    String text = written.toString(US_ASCII);
    written.release();
    return text;
  }

  @Test
  void itIsTheKeyBehindAPrefixWhereThatFits() {
    assertThat(of("users:1")).isEqualTo("freshet:t:users:1");
    assertThat(of("k".repeat(240))).isEqualTo("freshet:t:" + "k".repeat(240)).hasSize(250);
  }

  @Test
  void itIsAHashOfTheKeyWhereThatDoesNotFit() {
    assertThat(of("k".repeat(241))).matches("freshet:h:[0-9a-f]{64}");
    assertThat(of("k".repeat(242))).isNotEqualTo(of("k".repeat(241)));
  }
}
