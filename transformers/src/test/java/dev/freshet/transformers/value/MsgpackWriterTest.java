package dev.freshet.transformers.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.FakeRow.Json;
import dev.freshet.transformers.FakeRow.Temporal;
import dev.freshet.transformers.FakeRow.Utf8Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessagePack;

/** The expected bytes are those of the specification's formats. */
class MsgpackWriterTest {

  @Test
  void valuesHaveTheShortestFormOfTheirKind() {
    assertThat(hex(null)).isEqualTo("c0");
    assertThat(hex(true)).isEqualTo("c3");
    assertThat(hex(false)).isEqualTo("c2");
    assertThat(hex(127L)).isEqualTo("7f");
    assertThat(hex(-1L)).isEqualTo("ff");
    assertThat(hex(128L)).isEqualTo("cc80");
    assertThat(hex(-32769L)).isEqualTo("d2ffff7fff");
    assertThat(hex(Long.MIN_VALUE)).isEqualTo("d38000000000000000");
    assertThat(hex(new BigInteger("18446744073709551615"))).isEqualTo("cfffffffffffffffff");
    assertThat(hex(BigInteger.TWO)).isEqualTo("02");
    assertThat(hex(0.5f)).isEqualTo("ca3f000000");
    assertThat(hex(0.5)).isEqualTo("cb3fe0000000000000");
    assertThat(hex("aü")).isEqualTo("a361c3bc");
    assertThat(hex(new byte[] {1, 2})).isEqualTo("c4020102");
  }

  @Test
  void decimalsAndDatesAreTexts() {
    assertThat(hex(new BigDecimal("1.50"))).isEqualTo("a4312e3530");
    assertThat(hex(new Temporal("2026-11-20"))).isEqualTo("aa323032362d31312d3230");
  }

  @Test
  void jsonBecomesMapsAndArrays() {
    assertThat(hex(new Json("{\"a\":[1,-1.5,\"x\",null,true,1e2]}")))
        .isEqualTo("81a1619601cbbff8000000000000a178c0c3cb4059000000000000");
    assertThat(hex(new Json("18446744073709551616")))
        .as("what no integer of the format holds is a text")
        .isEqualTo("b4" + "3138343436373434303733373039353531363136");
  }

  @Test
  void textThatIsNotWellFormedBecomesSo() {
    assertThat(hex(new Utf8Bytes((byte) 'a', (byte) 0xff))).isEqualTo("a461efbfbd");
  }

  @Test
  void wholeNumbersAreReadBackAsTheyWere() throws Exception {
    Random random = new Random(20261120);
    for (int i = 0; i < 10_000; i++) {
      long number = random.nextLong() >> random.nextInt(64);
      try (var unpacker = MessagePack.newDefaultUnpacker(bytes(number))) {
        assertThat(unpacker.unpackLong()).isEqualTo(number);
        assertThat(unpacker.hasNext()).isFalse();
      }
    }
  }

  private static String hex(@Nullable Object value) {
    return HexFormat.of().formatHex(bytes(value));
  }

  private static byte[] bytes(@Nullable Object value) {
    MsgpackWriter writer = new MsgpackWriter();
    writer.writeText("forgotten");
    writer.clear();
    FakeRow.write(value, writer);
    return writer.toByteArray();
  }
}
