package dev.freshet.connector.value;

/** Bytes of the binlog that cannot be what they ought to be. The message holds no row data. */
public final class UndecodableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UndecodableException(String message) {
    super(message);
  }

  public UndecodableException(String message, Throwable cause) {
    super(message, cause);
  }
}
