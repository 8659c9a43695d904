package dev.freshet.daemon.config;

/** Where to begin when no position is stored. */
public enum StartFrom {
  /** The end of the source's stream. */
  LATEST,
  /** The oldest place that the source still has. */
  EARLIEST
}
