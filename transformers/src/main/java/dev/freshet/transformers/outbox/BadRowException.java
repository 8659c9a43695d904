package dev.freshet.transformers.outbox;

/** A row says nothing that can be done. Message and remedy name no row data. */
final class BadRowException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String remedy;

  BadRowException(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  /** What to do about it, in words for people. */
  String remedy() {
    return remedy;
  }
}
