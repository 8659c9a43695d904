package dev.freshet.api.spi;

/** A table does not have what a transformer needs. The message names the column and the remedy. */
public final class BindException extends Exception {

  private static final long serialVersionUID = 1L;

  public BindException(String message) {
    super(message);
  }
}
