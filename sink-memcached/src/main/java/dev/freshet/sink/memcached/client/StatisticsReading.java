package dev.freshet.sink.memcached.client;

import dev.freshet.api.spi.ServerStatistics;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The numbers of one answer to {@code stats} (memcached doc/protocol.txt, "General-purpose
 * statistics") that are of use here. Others are not kept, so that an endless answer takes no
 * memory. Used by one thread until it is complete, then read by any.
 */
final class StatisticsReading {

  /** A number that is of use. */
  enum Name {
    PID,
    UPTIME,
    TIME,
    CURR_CONNECTIONS,
    TOTAL_CONNECTIONS,
    CURR_ITEMS,
    BYTES,
    LIMIT_MAXBYTES,
    EVICTIONS,
    GET_HITS,
    GET_MISSES
  }

  /** What stands for a number that the server did not tell. */
  static final long UNKNOWN = ServerStatistics.UNKNOWN;

  private static final Map<String, Name> NAMES = new HashMap<>();

  static {
    for (Name name : Name.values()) {
      NAMES.put(name.name().toLowerCase(Locale.ROOT), name);
    }
  }

  private final Map<Name, Long> numbers = new EnumMap<>(Name.class);

  /** Takes a line {@code STAT name value}. */
  void read(String line) throws ServerTrouble {
    String[] words = line.split(" ", 4);
    if (!words[0].equals("STAT") || words.length < 2) {
      throw ServerTrouble.foreign(line);
    }
    Name name = NAMES.get(words[1]);
    if (name != null) {
      try {
        numbers.put(name, Long.parseLong(words.length < 3 ? "" : words[2]));
      } catch (NumberFormatException e) {
        throw ServerTrouble.foreign(line);
      }
    }
  }

  /** One of the numbers; {@link #UNKNOWN} if the server did not tell it. */
  long get(Name name) {
    return numbers.getOrDefault(name, UNKNOWN);
  }

  /**
   * When the server was started, in seconds of its own clock. It counts both numbers that this
   * comes from by one clock, so that the difference stays the same while it runs, even if it is
   * stopped meanwhile.
   */
  long startedSeconds() {
    return get(Name.TIME) == UNKNOWN || get(Name.UPTIME) == UNKNOWN
        ? UNKNOWN
        : get(Name.TIME) - get(Name.UPTIME);
  }

  /**
   * Whether the server has been started anew since {@code earlier}: it is another process, or its
   * start has moved and it has forgotten connections that it had counted. The latter is asked of it
   * as well, since a start can also move because the machine's clock is set; each look at a server
   * is a connection, so that the count of one that runs always rises.
   */
  boolean isOfAnotherRunThan(StatisticsReading earlier) {
    if (get(Name.PID) != earlier.get(Name.PID)) {
      return true;
    }
    return startedSeconds() != earlier.startedSeconds()
        && get(Name.TOTAL_CONNECTIONS) <= earlier.get(Name.TOTAL_CONNECTIONS);
  }
}
