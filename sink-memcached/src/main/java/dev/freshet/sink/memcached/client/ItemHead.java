package dev.freshet.sink.memcached.client;

import dev.freshet.api.spi.HeldItem;
import dev.freshet.sink.memcached.client.Reply.Status;

/**
 * The line that stands ahead of a value, and all there is where nothing is held (memcached
 * doc/protocol.txt, "Meta Get"). Flags that were not asked for say nothing: {@code W}, {@code X}
 * and {@code Z} stand at an item that somebody has marked as stale, which is an item like any other
 * here.
 *
 * @param valueBytes how long the value is; {@link #NO_VALUE} if nothing is held
 * @param opaque the token that the command carried; {@link Status#NO_OPAQUE} if none is told
 * @param flags 32 bits of the client's
 * @param ttlSeconds as {@link HeldItem.Present#ttlSeconds}
 * @param version the CAS value, unsigned; 0 if none is told
 */
record ItemHead(int valueBytes, int opaque, int flags, long ttlSeconds, long version) {

  /** What stands for the length of a value that is not there. */
  static final int NO_VALUE = -1;

  private static final String VALUE = "VA";
  private static final String NOTHING = "EN";

  /** Whether {@code line} is one. */
  static boolean isOne(String line) {
    return line.startsWith(VALUE + " ") || line.equals(NOTHING) || line.startsWith(NOTHING + " ");
  }

  /**
   * Reads a line.
   *
   * @throws ServerTrouble if a number in it is none
   */
  static ItemHead parse(String line) throws ServerTrouble {
    String[] words = line.split(" ", -1);
    try {
      boolean held = words[0].equals(VALUE);
      int valueBytes = held ? Integer.parseUnsignedInt(words[1]) : NO_VALUE;
      int opaque = Status.NO_OPAQUE;
      int flags = 0;
      long ttlSeconds = HeldItem.Present.UNKNOWN;
      long version = 0;
      for (int i = held ? 2 : 1; i < words.length; i++) {
        if (words[i].isEmpty()) {
          continue;
        }
        String token = words[i].substring(1);
        switch (words[i].charAt(0)) {
          case 'O' -> opaque = Integer.parseUnsignedInt(token);
          case 'f' -> flags = Integer.parseUnsignedInt(token);
          case 't' -> ttlSeconds = ttlSeconds(token);
          case 'c' -> version = Long.parseUnsignedLong(token);
          default -> {
            // not asked for
          }
        }
      }
      if (held && valueBytes < 0) {
        throw ServerTrouble.foreign(line);
      }
      return new ItemHead(valueBytes, opaque, flags, ttlSeconds, version);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw ServerTrouble.foreign(line);
    }
  }

  private static long ttlSeconds(String token) {
    return token.equals("-1") ? HeldItem.Present.FOREVER : Integer.parseUnsignedInt(token);
  }
}
