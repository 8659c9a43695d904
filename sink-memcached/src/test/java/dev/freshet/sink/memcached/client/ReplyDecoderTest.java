package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.sink.memcached.client.Reply.Status;
import dev.freshet.sink.memcached.client.Reply.Status.Code;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplyDecoderTest {

  private static List<Reply> decode(String... packets) {
    EmbeddedChannel channel = new EmbeddedChannel(new ReplyDecoder());
    for (String packet : packets) {
      channel.writeInbound(Unpooled.copiedBuffer(packet, ISO_8859_1));
    }
    List<Reply> replies = new ArrayList<>();
    for (Reply reply = channel.readInbound(); reply != null; reply = channel.readInbound()) {
      replies.add(reply);
    }
    channel.finishAndReleaseAll();
    return replies;
  }

  private static String line(String text) {
    return text + "\r\n";
  }

  @Test
  void eachKindOfLineIsToldApart() {
    assertThat(
            decode(
                line("MN"),
                line("NF O12"),
                line("HD O0"),
                line("NS O999999999"),
                line("EX O7"),
                line("NF"),
                line("HD "),
                line("ERROR"),
                line("ERROR Too many open connections"),
                line("CLIENT_ERROR bad data chunk"),
                line("SERVER_ERROR object too large for cache"),
                line("VERSION 1.6.45"),
                line(""),
                line("HDX"),
                line("NF k"),
                line("NF Ox"),
                line("NF O"),
                line("NF O1234567890"),
                line("MN "),
                line("ERRORS")))
        .containsExactly(
            new Reply.Barrier(),
            new Status(Code.NF, 12),
            new Status(Code.HD, 0),
            new Status(Code.NS, 999_999_999),
            new Status(Code.EX, 7),
            new Status(Code.NF, Status.NO_OPAQUE),
            new Status(Code.HD, Status.NO_OPAQUE),
            new Reply.Failure("ERROR"),
            new Reply.Failure("ERROR Too many open connections"),
            new Reply.Failure("CLIENT_ERROR bad data chunk"),
            new Reply.Failure("SERVER_ERROR object too large for cache"),
            new Reply.Text("VERSION 1.6.45"),
            new Reply.Text(""),
            new Reply.Text("HDX"),
            new Reply.Text("NF k"),
            new Reply.Text("NF Ox"),
            new Reply.Text("NF O"),
            new Reply.Text("NF O1234567890"),
            new Reply.Text("MN "),
            new Reply.Text("ERRORS"));
  }

  @Test
  void aStatusTellsTheCasValueOfTheItem() {
    assertThat(
            decode(
                line("HD c12 O5"),
                line("HD O5 c4611686018427387909"),
                line("HD c18446744073709551614 O5"),
                line("HD c7 O5 X W"),
                line("HD c7 O5 Z X"),
                line("HD c0 O5"),
                line("HD c O5"),
                line("HD cx O5"),
                line("HD c123456789012345678901 O5"),
                line("HD c7 Wx")))
        .containsExactly(
            new Status(Code.HD, 5, 12),
            new Status(Code.HD, 5, 4611686018427387909L),
            new Status(Code.HD, 5, -2),
            new Status(Code.HD, 5, 7),
            new Status(Code.HD, 5, 7),
            new Reply.Text("HD c0 O5"),
            new Reply.Text("HD c O5"),
            new Reply.Text("HD cx O5"),
            new Reply.Text("HD c123456789012345678901 O5"),
            new Reply.Text("HD c7 Wx"));
  }

  @Test
  void packetsMayBeCutAnywhere() {
    String stream = "MN\r\nNF O12\r\nSERVER_ERROR out of memory\r\nMN\r\n".repeat(20);
    List<Reply> whole = decode(stream);
    assertThat(whole).hasSize(80);
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      List<String> packets = new ArrayList<>();
      for (int at = 0; at < stream.length(); ) {
        int end = Math.min(stream.length(), at + 1 + random.nextInt(7));
        packets.add(stream.substring(at, end));
        at = end;
      }
      assertThat(decode(packets.toArray(String[]::new))).isEqualTo(whole);
    }
  }

  @Test
  void aHalfLineIsNoReply() {
    assertThat(decode("MN\r\nNF O1", "2")).containsExactly(new Reply.Barrier());
  }

  @Test
  void theLongestLineIsTakenAndOneByteMoreIsNot() {
    String longest = "x".repeat(ReplyDecoder.MAX_LINE_BYTES);
    assertThat(decode(longest.substring(1) + "\r\n")).hasSize(1);
    assertThatThrownBy(() -> decode(longest + "x")).hasCauseInstanceOf(ServerTrouble.class);
    assertThatThrownBy(() -> decode(longest + "\r\n")).hasCauseInstanceOf(ServerTrouble.class);
  }

  @Test
  void randomBytesNeverBreakTheDecoderOtherwiseThanByItsOwnError() {
    Random random = new Random(2);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[random.nextInt(5000)];
      random.nextBytes(bytes);
      try {
        decode(new String(bytes, ISO_8859_1));
      } catch (RuntimeException e) {
        assertThat(e).hasCauseInstanceOf(ServerTrouble.class);
      }
    }
  }
}
