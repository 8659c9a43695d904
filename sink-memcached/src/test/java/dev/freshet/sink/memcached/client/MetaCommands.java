package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Reads meta commands as memcached's doc/protocol.txt gives them, and nothing else: anything but
 * {@code ms}, {@code md} and {@code mn} in their exact form is an error. Shares no code with what
 * writes them.
 */
final class MetaCommands {

  private final byte[] bytes;
  private int at;

  MetaCommands(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean isAtEnd() {
    return at == bytes.length;
  }

  /** Reads {@code md KEY q O<opaque>}. */
  void expectDelete(byte[] key, int opaque) {
    expect("md ");
    expect(key);
    expect(" q O" + opaque + "\r\n");
  }

  /** Reads {@code ms KEY LENGTH [q] O<opaque>}, and the value. */
  void expectSet(byte[] key, byte[] value, int opaque) {
    expect("ms ");
    expect(key);
    expect(" " + value.length + " q O" + opaque + "\r\n");
    expect(value);
    expect("\r\n");
  }

  /** Reads {@code mn}. */
  void expectBarrier() {
    expect("mn\r\n");
  }

  private void expect(String text) {
    expect(text.getBytes(US_ASCII));
  }

  private void expect(byte[] expected) {
    int end = at + expected.length;
    if (end > bytes.length || !Arrays.equals(bytes, at, end, expected, 0, expected.length)) {
      throw new AssertionError(
          "expected " + Arrays.toString(expected) + " at " + at + " of " + Arrays.toString(bytes));
    }
    at = end;
  }

  /**
   * Counts commands as a server finds them: line by line, with values skipped by their lengths, and
   * words told apart by spaces.
   *
   * @return how many there are, the barrier included
   */
  static int count(byte[] bytes) {
    int commands = 0;
    int at = 0;
    while (at < bytes.length) {
      int end = at;
      while (bytes[end] != '\n') {
        end++;
      }
      String[] words = new String(bytes, at, end - at, ISO_8859_1).strip().split(" ", -1);
      at = end + 1;
      switch (words[0]) {
        case "ms" -> at += Integer.parseInt(words[2]) + 2;
        case "md", "mn" -> {}
        default -> throw new AssertionError("an injected command: " + words[0]);
      }
      commands++;
    }
    return commands;
  }
}
