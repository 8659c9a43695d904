package dev.freshet.daemon.plugin;

/**
 * A plug-in's code did not do what it was called for. The message says how it failed, in words that
 * follow the plug-in's name, and holds nothing of a row: of what was thrown only the class and the
 * place are told.
 */
final class PluginFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /** Whether the call was given up while its thread still ran. */
  private final boolean abandoned;

  private PluginFailure(String message, boolean abandoned) {
    super(message);
    this.abandoned = abandoned;
  }

  static PluginFailure late(long limitMillis) {
    return new PluginFailure("did not return within " + limitMillis + " ms", true);
  }

  static PluginFailure threw(Throwable thrown) {
    StackTraceElement[] frames = thrown.getStackTrace();
    String place = frames.length == 0 ? "" : " at " + frames[0];
    // The message of a linkage error is the name of a class; any other could hold a row's data.
    String detail = thrown instanceof LinkageError ? " (" + thrown.getMessage() + ")" : "";
    return new PluginFailure(
        "failed with " + thrown.getClass().getName() + detail + place, /* abandoned= */ false);
  }

  boolean abandoned() {
    return abandoned;
  }

  /** The message, which is never null. */
  String text() {
    return String.valueOf(getMessage());
  }
}
