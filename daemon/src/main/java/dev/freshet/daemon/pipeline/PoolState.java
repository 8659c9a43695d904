package dev.freshet.daemon.pipeline;

import java.util.Locale;

/** How a pool is, from well to worst. */
public enum PoolState {
  /** It follows the stream. */
  LIVE,
  /** It is behind and reads what it missed. */
  CATCHING_UP,
  /** It is being filled from the database. */
  WARMING,
  /** A server of it does not answer. */
  DOWN,
  /** What it holds cannot be trusted, and it does not recover by itself. */
  QUARANTINED;

  /** The state's name as operators see it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
