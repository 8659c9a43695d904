package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;

/**
 * A line about one item in the answer to {@code lru_crawler metadump}: {@code key=KEY exp=…} and
 * further words (memcached doc/protocol.txt, "LRU_Crawler"). The key stands there as RFC 3986 has
 * it, section 2: letters, digits and {@code -._~} as they are, any other byte as {@code %} and two
 * hexadecimal digits. So no key can be mistaken for anything else.
 *
 * <p>Some versions of memcached lose the thread when they are not read for a second, and begin
 * again in the middle of a line. What results differs from a line: no key holds an equals sign, and
 * no line has {@code exp=} twice.
 */
final class KeyLine {

  private static final String KEY = "key=";
  private static final String EXPIRY = "exp=";

  private KeyLine() {}

  /**
   * The key's bytes.
   *
   * @throws ServerTrouble if {@code line} is no such line
   */
  static byte[] key(String line) throws ServerTrouble {
    if (!line.startsWith(KEY)) {
      throw ServerTrouble.foreign(line);
    }
    int end = line.indexOf(' ');
    if (end < 0 || !line.startsWith(EXPIRY, end + 1) || line.indexOf(EXPIRY, end + 2) >= 0) {
      throw cut();
    }
    return decode(line.substring(KEY.length(), end));
  }

  private static byte[] decode(String encoded) throws ServerTrouble {
    byte[] bytes = encoded.getBytes(ISO_8859_1);
    int length = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '%') {
        bytes[length++] = escaped(encoded, at);
        at += 2;
      } else if (isPlain(bytes[at])) {
        bytes[length++] = bytes[at];
      } else {
        throw cut();
      }
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private static byte escaped(String encoded, int at) throws ServerTrouble {
    try {
      return ByteBufUtil.decodeHexByte(encoded, at + 1);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw cut();
    }
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }

  /** The server begins anew within its answer, or goes on behind the end of it. */
  static ServerTrouble cut() {
    return new ServerTrouble(
        "loses the thread while it tells its keys",
        "ask again when the network and both machines have less to do, or install a newer memcached"
            + " (1.6.45 is well)");
  }
}
