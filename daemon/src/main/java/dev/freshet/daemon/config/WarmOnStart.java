package dev.freshet.daemon.config;

import java.util.Locale;

/** Which pools are filled from the database when the daemon starts. */
public enum WarmOnStart {
  NEVER,
  /**
   * Those that have no stored position, those that hold nothing, and those of which an earlier
   * warm-up was interrupted.
   */
  WHEN_EMPTY,
  ALWAYS;

  static WarmOnStart parse(String text) {
    return valueOf(text.trim().toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
