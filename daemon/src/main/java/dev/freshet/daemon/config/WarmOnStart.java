package dev.freshet.daemon.config;

import java.util.Locale;

/** Which pools are filled from the database when the daemon starts. */
public enum WarmOnStart {
  NEVER,
  /** Those that have no stored position, and those of which an earlier warm-up was interrupted. */
  NEW,
  ALWAYS;

  static WarmOnStart parse(String text) {
    return valueOf(text.trim().toUpperCase(Locale.ROOT));
  }
}
