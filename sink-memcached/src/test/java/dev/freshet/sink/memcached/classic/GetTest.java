package dev.freshet.sink.memcached.classic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.rubyeye.xmemcached.exception.MemcachedDecodeException;
import org.junit.jupiter.api.Test;

/** Answers to gets, however they are cut into packets. */
class GetTest {

  private static final byte[] KEY = {'k', (byte) 0xff};
  private static final String TEXT_ITEM =
      "VALUE k\u00ff 4294967295 6 18446744073709551615\r\nEND\r\n\0\r\nEND\r\n";
  private static final int OPAQUE = 7;

  private final List<String> told = new ArrayList<>();

  private final AnswerListener listener =
      new AnswerListener() {
        @Override
        public void written() {
          // of no interest here
        }

        @Override
        public void answered(ClassicAnswer answer) {
          ClassicItem item = answer.item();
          told.add(
              item == null
                  ? answer.accepted() + " " + answer.text()
                  : new String(item.value(), ISO_8859_1)
                      + ","
                      + item.flags()
                      + ","
                      + item.version());
        }

        @Override
        public void failed(ClassicFailure failure) {
          told.add(failure.reason() + " " + failure.said());
        }
      };

  private TextCommand text() {
    return new TextCommand(ClassicRequest.get(KEY), listener);
  }

  private BinaryCommand binary() {
    return new BinaryCommand(ClassicRequest.get(KEY), OPAQUE, listener);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** Gives the bytes in pieces, and what was not taken of one together with the next. */
  private static boolean decode(ClassicCommand command, byte[] bytes, int... cuts) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int cut : cuts) {
      buffer.limit(cut);
      assertThat(command.decode(null, buffer)).as("cut at %d", cut).isFalse();
    }
    buffer.limit(bytes.length);
    return command.decode(null, buffer);
  }

  private static byte[] binaryAnswer(int status, int flagsBytes, byte[] value) {
    ByteBuffer answer = ByteBuffer.allocate(24 + flagsBytes + value.length);
    answer.put((byte) 0x81).put((byte) 0).putShort((short) 0).put((byte) flagsBytes).put((byte) 0);
    answer.putShort((short) status).putInt(flagsBytes + value.length).putInt(OPAQUE).putLong(-2);
    if (flagsBytes == 4) {
      answer.putInt(-3);
    }
    return answer.put(value).array();
  }

  @Test
  void theQuestionsAreThoseOfTheProtocols() {
    TextCommand text = text();
    text.encode();
    assertThat(text.getIoBuffer().array()).isEqualTo(bytes("gets k\u00ff\r\n"));
    BinaryCommand binary = binary();
    binary.encode();
    ByteBuffer asked = ByteBuffer.wrap(binary.getIoBuffer().array());
    assertThat(asked.remaining()).isEqualTo(24 + KEY.length);
    assertThat(asked.getInt(0)).isEqualTo(0x8000_0002);
    assertThat(asked.getInt(8)).isEqualTo(KEY.length);
    assertThat(asked.getInt(12)).isEqualTo(OPAQUE);
  }

  @Test
  void aTextItemMayBeCutAnywhere() {
    byte[] answer = bytes(TEXT_ITEM);
    for (int cut = 0; cut < answer.length; cut++) {
      assertThat(decode(text(), answer, cut, Math.min(cut + 1, answer.length - 1))).isTrue();
    }
    assertThat(told).hasSize(answer.length).containsOnly("END\r\n\0,-1,-1");
  }

  @Test
  void aBinaryItemMayBeCutAnywhere() {
    byte[] answer = binaryAnswer(0, 4, bytes("\u0081value"));
    for (int cut = 0; cut < answer.length; cut++) {
      assertThat(decode(binary(), answer, cut, Math.min(cut + 1, answer.length - 1))).isTrue();
    }
    assertThat(told).hasSize(answer.length).containsOnly("\u0081value,-3,-2");
  }

  @Test
  void largeAndEmptyValuesAreItemsLikeOthers() {
    for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 1_000_000}) {
      told.clear();
      String value = "v".repeat(size);
      byte[] text = bytes("VALUE k\u00ff 0 " + size + " 5\r\n" + value + "\r\nEND\r\n");
      assertThat(decode(text(), text, text.length / 3, text.length / 2)).isTrue();
      byte[] binary = binaryAnswer(0, 4, bytes(value));
      assertThat(decode(binary(), binary, 24)).isTrue();
      assertThat(told).containsExactly(value + ",0,5", value + ",-3,-2");
    }
  }

  @Test
  void nothingAndErrorsAreToldApart() {
    assertThat(decode(text(), bytes("END\r\n"))).isTrue();
    assertThat(decode(text(), bytes("SERVER_ERROR out of paper\r\n"))).isTrue();
    assertThat(decode(binary(), binaryAnswer(1, 0, bytes("Not found")), 30)).isTrue();
    assertThat(decode(binary(), binaryAnswer(0x82, 0, bytes("Out of paper")), 30)).isTrue();
    assertThat(told)
        .containsExactly(
            "true END",
            "false SERVER_ERROR out of paper",
            "true status 0x0001 Not found",
            "false status 0x0082 Out of paper");
  }

  @Test
  void whatIsNoAnswerEndsTheConnection() {
    for (String wrong :
        List.of(
            "VALUE other 0 1 5\r\nx\r\nEND\r\n",
            "VALUE k\u00ff 0 1\r\nx\r\nEND\r\n",
            "VALUE k\u00ff x 1 5\r\nx\r\nEND\r\n",
            "VALUE k\u00ff 0 -1 5\r\nx\r\nEND\r\n",
            "VALUE k\u00ff 0 1 5\r\nxx\r\nEND\r\n",
            "VALUE k\u00ff 0 1 5\r\nxEND\r\n",
            "VALUE k\u00ff 0 1 5\r\nx\r\nSERVER_ERROR out of paper\r\n",
            "VALUE k\u00ff 0 1 5\r\nx\r\nVALUE k\u00ff 0 1 5\r\n",
            "ERROR\r\n",
            "STORED\r\n",
            "\r\n")) {
      assertThatThrownBy(() -> decode(text(), bytes(wrong)))
          .as(wrong)
          .isInstanceOf(MemcachedDecodeException.class);
    }
    assertThatThrownBy(() -> decode(binary(), binaryAnswer(0, 0, bytes("ab"))))
        .isInstanceOf(MemcachedDecodeException.class);
    assertThatThrownBy(() -> decode(binary(), binaryAnswer(0, 0, bytes("abcdef"))))
        .isInstanceOf(MemcachedDecodeException.class);
    byte[] other = binaryAnswer(0, 4, bytes("x"));
    other[15]++;
    assertThatThrownBy(() -> decode(binary(), other)).isInstanceOf(MemcachedDecodeException.class);
    assertThat(told).allMatch(answer -> answer.startsWith("FOREIGN "));
  }
}
