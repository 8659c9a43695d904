package dev.freshet.daemon.verify;

/** A comparison cannot go on; the message has cause and remedy, and no row data. */
final class VerifyException extends Exception {

  private static final long serialVersionUID = 1L;

  VerifyException(String message) {
    super(message);
  }
}
