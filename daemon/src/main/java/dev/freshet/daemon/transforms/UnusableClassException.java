package dev.freshet.daemon.transforms;

/** A class that a configuration names cannot be used. The message is the cause. */
public final class UnusableClassException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * @param cause what is wrong, in words that follow "KEY=VALUE: "
   * @param remedy what to do about it
   */
  public UnusableClassException(String cause, String remedy) {
    super(cause);
    this.remedy = remedy;
  }

  /** What is wrong, in words that follow "KEY=VALUE: ". */
  public String problem() {
    return String.valueOf(getMessage());
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
