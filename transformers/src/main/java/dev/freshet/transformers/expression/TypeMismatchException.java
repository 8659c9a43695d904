package dev.freshet.transformers.expression;

/** An operator was given what it is not for. The message names types and holds no row data. */
final class TypeMismatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TypeMismatchException(String message) {
    super(message);
  }
}
