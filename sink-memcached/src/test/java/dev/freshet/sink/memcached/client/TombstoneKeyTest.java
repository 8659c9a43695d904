package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.CacheKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class TombstoneKeyTest {

  private static String of(String key) {
    ByteBuf buffer = Unpooled.buffer();
    TombstoneKey.write(buffer, CacheKey.of(key));
    return buffer.toString(US_ASCII);
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
