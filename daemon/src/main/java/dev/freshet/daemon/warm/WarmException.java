package dev.freshet.daemon.warm;

/** A warm-up cannot go on; the message has cause and remedy, and no row data. */
final class WarmException extends Exception {

  private static final long serialVersionUID = 1L;

  WarmException(String message) {
    super(message);
  }
}
