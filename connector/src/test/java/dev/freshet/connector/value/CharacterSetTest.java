package dev.freshet.connector.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CharacterSetTest {

  private final CharacterSet shiftJis = CharacterSet.of("sjis", Charset.forName("Shift_JIS"));

  @Test
  void charactersThatAreNotKnownAreNotReplaced() {
    for (String hex : new String[] {"41fdfd", "8140ff", "81"}) {
      assertThatExceptionOfType(UndecodableException.class)
          .isThrownBy(() -> shiftJis.decode(HexFormat.of().parseHex(hex)))
          .withMessageContainingAll("sjis", "utf8mb4");
    }
  }

  @Test
  void charactersOfOneOrTwoBytesAreTakenFromTheServersTable() {
    int[] codePoints = new int[1 << 16];
    codePoints['a'] = 'a';
    codePoints[0xb1] = 0xff71;
    codePoints[0x8140] = 0x3000;
    codePoints[0x8161] = 0x20000;
    CharacterSet set = CharacterSet.doubleByte("two", codePoints);
    assertThat(set.decode(HexFormat.of().parseHex("61b181408161610061")))
        .isEqualTo("a\uff71\u3000\ud840\udc00a\0a");
    for (String hex : new String[] {"6181", "8141", "62"}) {
      assertThatExceptionOfType(UndecodableException.class)
          .isThrownBy(() -> set.decode(HexFormat.of().parseHex(hex)))
          .withMessageContaining("two");
    }
  }

  @Test
  void textOfSeveralBytesIsDecoded() {
    assertThat(shiftJis.decode(HexFormat.of().parseHex("834a41"))).isEqualTo("\u30abA");
  }

  @Test
  void theCharacterThatMayMarkTheOrderOfBytesStays() {
    CharacterSet utf32 = CharacterSet.utf32("utf32");
    assertThat(utf32.decode(HexFormat.of().parseHex("0000feff0001f600")))
        .isEqualTo("\ufeff\ud83d\ude00");
    CharacterSet utf16 = CharacterSet.of("utf16", StandardCharsets.UTF_16BE);
    assertThat(utf16.decode(HexFormat.of().parseHex("feff0061"))).isEqualTo("\ufeffa");
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> utf32.decode(HexFormat.of().parseHex("00110000")))
        .withMessageContaining("utf32");
  }
}
