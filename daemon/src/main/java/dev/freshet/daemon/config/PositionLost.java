package dev.freshet.daemon.config;

import java.util.Locale;

/** What is done when the source no longer has what follows a stored position. */
public enum PositionLost {
  /** The daemon stops, or the pool is quarantined, with a message. */
  FAIL,
  /** The pools go on at the latest position and are filled again. */
  WARM;

  static PositionLost parse(String text) {
    return valueOf(text.trim().toUpperCase(Locale.ROOT));
  }
}
