package dev.freshet.sink.memcached.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.sink.memcached.RandomKeys;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyLineTest {

  private static final String REST = " exp=-1 la=1 cas=1 fetch=no cls=1 size=60";

  /** As memcached's uriencode does. */
  private static String encode(byte[] key) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : key) {
      char c = (char) (b & 0xff);
      if ("-._~".indexOf(c) >= 0 || (c < 0x80 && Character.isLetterOrDigit(c))) {
        encoded.append(c);
      } else {
        encoded.append("%%%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }

  @Test
  void everyKeyComesBack() throws ServerTrouble {
    RandomKeys random = new RandomKeys(11);
    for (int i = 0; i < 10_000; i++) {
      byte[] key = random.value(250);
      assertThat(KeyLine.key("key=" + encode(key) + REST)).isEqualTo(key);
    }
  }

  @Test
  void whatIsNoKeyIsNotTakenForOne() {
    for (String encoded : List.of("%", "%4", "%zz", "a%", "a%2", "a=b", "a b", "a\0", "\u00e9")) {
      assertThatThrownBy(() -> KeyLine.key("key=" + encoded + REST))
          .isInstanceOf(ServerTrouble.class)
          .hasMessageStartingWith("loses the thread");
    }
  }

  @Test
  void whatIsNoLineIsNotTakenForOne() {
    for (String line : List.of("", "OK", "key", "ITEM a [1 b; 0 s]", "mg a")) {
      assertThatThrownBy(() -> KeyLine.key(line)).isInstanceOf(ForeignAnswer.class);
    }
    for (String line : List.of("key=", "key=a", "key=a la=1", "key=a  exp=1")) {
      assertThatThrownBy(() -> KeyLine.key(line)).isInstanceOf(ServerTrouble.class);
    }
  }
}
