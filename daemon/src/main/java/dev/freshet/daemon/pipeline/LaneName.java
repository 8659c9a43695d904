package dev.freshet.daemon.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What tells a lane apart from others; its marks are stored under its text.
 *
 * @param pool the pool's configured name
 * @param server the only server that it is for; null for a lane of all servers that have none of
 *     their own
 */
record LaneName(String pool, @Nullable String server) {

  /** Names of pools have no such character. */
  private static final char SEPARATOR = '/';

  static LaneName of(String pool) {
    return new LaneName(pool, null);
  }

  /** Reads what {@link #text} wrote. */
  static LaneName parse(String text) {
    int separator = text.indexOf(SEPARATOR);
    return separator < 0
        ? of(text)
        : new LaneName(text.substring(0, separator), text.substring(separator + 1));
  }

  String text() {
    return server == null ? pool : pool + SEPARATOR + server;
  }

  @Override
  public String toString() {
    return server == null ? pool : "%s (%s)".formatted(pool, server);
  }
}
