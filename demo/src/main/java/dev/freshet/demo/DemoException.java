package dev.freshet.demo;

/** The demonstration cannot go on. The message names the cause and the remedy. */
final class DemoException extends Exception {

  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }

  DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
