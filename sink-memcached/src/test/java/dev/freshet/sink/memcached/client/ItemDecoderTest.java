package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.sink.memcached.client.Reply.Status;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ItemDecoderTest {

  private static final String STREAM =
      """
      VA 5 f0 t-1 c12 O1\r
      hello\r
      EN O2\r
      VA 0 f4294967295 t60 c18446744073709551615 O3\r
      \r
      MN\r
      VA 8 O4 W X\r
      \r
      EN\r
      \r
      \r
      EN\r
      SERVER_ERROR out of paper\r
      """;

  private static final List<String> TOLD =
      List.of(
          "1 hello 0 -1 12",
          "2 nothing",
          "3  -1 60 -1",
          "MN",
          "4 \r\nEN\r\n\r\n 0 -2 0",
          "-1 nothing",
          "SERVER_ERROR out of paper");

  private static List<String> decode(String... packets) {
    EmbeddedChannel channel = new EmbeddedChannel(new ItemDecoder());
    try {
      for (String packet : packets) {
        channel.writeInbound(Unpooled.copiedBuffer(packet, ISO_8859_1));
      }
      List<String> told = new ArrayList<>();
      for (Reply reply = channel.readInbound(); reply != null; reply = channel.readInbound()) {
        told.add(tell(reply));
      }
      return told;
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  private static String tell(Reply reply) {
    if (reply instanceof Reply.Value value) {
      return "%d %s %d %d %d"
          .formatted(
              value.opaque(),
              new String(value.item().value(), ISO_8859_1),
              value.item().flags(),
              value.item().ttlSeconds(),
              value.item().version());
    }
    return reply instanceof Reply.Miss miss ? miss.opaque() + " nothing" : Handshake.said(reply);
  }

  @Test
  void itemsAreReadAndOtherLinesAreAsEver() {
    assertThat(decode(STREAM)).isEqualTo(TOLD);
  }

  @Test
  void packetsMayBeCutAnywhere() {
    for (int cut = 0; cut <= STREAM.length(); cut++) {
      assertThat(decode(STREAM.substring(0, cut), STREAM.substring(cut))).isEqualTo(TOLD);
    }
    assertThat(decode(STREAM.split("", -1))).isEqualTo(TOLD);
  }

  @Test
  void whatIsCutOffIsNotTold() {
    for (int cut = 0; cut < STREAM.length(); cut++) {
      List<String> told = decode(STREAM.substring(0, cut));
      assertThat(told).isEqualTo(TOLD.subList(0, told.size())).hasSizeLessThan(TOLD.size());
    }
  }

  @Test
  void flagsThatWereNotAskedForSayNothing() {
    assertThat(decode("VA 1 kkey b s1 h1 l20 Z O7 \r\nx\r\nEN kkey O8\r\n"))
        .containsExactly("7 x 0 -2 0", "8 nothing");
  }

  @Test
  void aLineThatIsNoneIsNotTakenForOne() {
    assertThat(decode("ENX\r\nVA\r\nVALUE a 0 1\r\nEN\n"))
        .containsExactly("ENX", "VA", "VALUE a 0 1", Status.NO_OPAQUE + " nothing");
  }

  @Test
  void numbersThatAreNoneAndValuesOfAnotherLengthEndTheConnection() {
    for (String wrong :
        List.of(
            "VA \r\n",
            "VA x\r\n",
            "VA -1 O1\r\n",
            "VA 4294967295 O1\r\n",
            "VA 99999999999\r\n",
            "VA 1 Ox\r\nx\r\n",
            "VA 1 fx\r\nx\r\n",
            "VA 1 f4294967296\r\nx\r\n",
            "VA 1 t-2\r\nx\r\n",
            "VA 1 c\r\nx\r\n",
            "EN O\r\n",
            "VA 1\r\nxx\r\n",
            "VA 2\r\nx\r\n ",
            "VA 1\r\nx\n\n")) {
      assertThatThrownBy(() -> decode(wrong))
          .as(wrong)
          .hasCauseInstanceOf(ServerTrouble.class)
          .hasMessageContaining("does not speak memcached's protocol");
    }
  }

  @Test
  void anAnnouncedLengthTakesNoMemory() {
    assertThat(decode("VA 2147483647 O1\r\nx")).isEmpty();
  }

  @Test
  void randomBytesNeverBreakTheDecoderOtherwiseThanByItsOwnError() {
    Random random = new Random(2);
    for (int round = 0; round < 2000; round++) {
      StringBuilder bytes = new StringBuilder(STREAM);
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes.setCharAt(random.nextInt(bytes.length()), (char) random.nextInt(256));
      }
      try {
        decode(bytes.toString());
      } catch (RuntimeException e) {
        assertThat(e).hasCauseInstanceOf(ServerTrouble.class);
      }
    }
  }
}
