package dev.freshet.transformers.expression;

/**
 * An expression has no value for a row. The message names column or operator and the cause; it
 * holds no row data.
 */
public final class EvaluationException extends Exception {

  private static final long serialVersionUID = 1L;

  EvaluationException(String message, Throwable cause) {
    super(message, cause);
  }
}
