package dev.freshet.testkit;

import org.jspecify.annotations.Nullable;

/** A test server could not be had, started, stopped or asked; the message says what to do. */
public final class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure with a cause.
   *
   * @param message the place, the cause and the remedy
   * @param cause what the system said, if it said something
   */
  public ServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * A failure without an underlying exception.
   *
   * @param message the place, the cause and the remedy
   */
  public ServerException(String message) {
    super(message);
  }
}
