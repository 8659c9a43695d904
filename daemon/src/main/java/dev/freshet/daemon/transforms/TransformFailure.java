package dev.freshet.daemon.transforms;

/**
 * A change could not be taken through the transforms. The message says which transform failed and
 * how, or what came out that cannot be used, and holds nothing of a row.
 */
final class TransformFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /** Stands for the name of a transform where all did their work, and the result is of no use. */
  static final String RESULT = "(result)";

  private final String transform;

  /**
   * @param transform the name of the transform that failed, or {@link #RESULT}
   */
  TransformFailure(String transform, String message) {
    super(message);
    this.transform = transform;
  }

  /** What came out cannot be used. */
  static TransformFailure unusable(String what) {
    return new TransformFailure(RESULT, "what the transforms made cannot be used: " + what);
  }

  /** The change could not be made a record, or the record a change. */
  static TransformFailure unconverted(Throwable cause) {
    return new TransformFailure(
        RESULT,
        "the way of the change to a record and back failed with " + cause.getClass().getName());
  }

  /** The name of the transform that failed, or {@link #RESULT}. */
  String transform() {
    return transform;
  }

  /** The message, which is never null. */
  String text() {
    return String.valueOf(getMessage());
  }
}
