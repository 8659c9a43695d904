package dev.freshet.sink.memcached.routing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/** What becomes of a key in a text that a client hashes. Thread-safe. */
enum KeyText {
  /** The key's bytes. */
  BYTES(1) {
    @Override
    int write(byte[] key, int from, int to, byte[] into, int at) {
      System.arraycopy(key, from, into, at, to - from);
      return at + to - from;
    }
  },

  /**
   * The lower eight bits of each of its characters: pymemcache with keys of type {@code str}. A key
   * that has others than ASCII characters is copied.
   */
  PYTHON_CHARACTERS(1) {
    @Override
    int write(byte[] key, int from, int to, byte[] into, int at) {
      for (int i = from; i < to; i++) {
        if (key[i] < 0) {
          int[] characters = new String(key, from, to - from, UTF_8).codePoints().toArray();
          for (int c = 0; c < characters.length; c++) {
            into[at + c] = (byte) characters[c];
          }
          return at + characters.length;
        }
        into[at + i - from] = key[i];
      }
      return at + to - from;
    }
  },

  /** The key as Python writes bytes, for instance {@code b'user:1'}: pymemcache with such keys. */
  PYTHON_BYTES(4) {
    @Override
    int write(byte[] key, int from, int to, byte[] into, int at) {
      byte quote = quote(key, from, to);
      int end = at;
      into[end++] = 'b';
      into[end++] = quote;
      for (int i = from; i < to; i++) {
        byte b = key[i];
        if (b == quote || b == '\\') {
          into[end++] = '\\';
          into[end++] = b;
        } else if (b >= ' ' && b < 0x7f) {
          into[end++] = b;
        } else {
          into[end++] = '\\';
          into[end++] = 'x';
          into[end++] = HEXADECIMAL[(b >> 4) & 0xf];
          into[end++] = HEXADECIMAL[b & 0xf];
        }
      }
      into[end++] = quote;
      return end;
    }
  };

  private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(US_ASCII);
  private static final int AROUND_THE_KEY = 3;

  private final int mostBytesPerByte;

  KeyText(int mostBytesPerByte) {
    this.mostBytesPerByte = mostBytesPerByte;
  }

  /** How many bytes a key of {@code length} bytes takes at most. */
  int mostBytes(int length) {
    return length * mostBytesPerByte + AROUND_THE_KEY;
  }

  /**
   * Writes the key's text to {@code into} from {@code at} on.
   *
   * @return where the text ends
   */
  abstract int write(byte[] key, int from, int to, byte[] into, int at);

  /** Python prefers a single quote, unless the text has such and no double quote. */
  private static byte quote(byte[] key, int from, int to) {
    boolean single = false;
    for (int i = from; i < to; i++) {
      if (key[i] == '"') {
        return '\'';
      }
      single |= key[i] == '\'';
    }
    return (byte) (single ? '"' : '\'');
  }
}
