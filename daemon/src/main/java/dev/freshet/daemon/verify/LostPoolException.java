package dev.freshet.daemon.verify;

/** A pool cannot be compared any more; the message has cause and remedy, and no row data. */
final class LostPoolException extends Exception {

  private static final long serialVersionUID = 1L;

  LostPoolException(String message) {
    super(message);
  }
}
