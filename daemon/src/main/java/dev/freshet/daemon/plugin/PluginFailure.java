package dev.freshet.daemon.plugin;

/**
 * A plug-in's code did not do what it was called for. The message says how it failed, in words that
 * follow the plug-in's name, and holds nothing of a row: of what was thrown only the class and the
 * place are told.
 */
public final class PluginFailure extends Exception {

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

  static PluginFailure off(int calls) {
    return new PluginFailure(
        "is not called any more, since " + calls + " of its calls did not return in time",
        /* abandoned= */ false);
  }

  /** To be called where the plug-in's code may run: it may have a say in what is told. */
  static PluginFailure threw(Throwable thrown) {
    return new PluginFailure(
        "failed with " + thrown.getClass().getName() + details(thrown), /* abandoned= */ false);
  }

  private static String details(Throwable thrown) {
    try {
      StackTraceElement[] frames = thrown.getStackTrace();
      String place = frames.length == 0 ? "" : " at " + frames[0];
      // The message of a linkage error is the name of a class; any other could hold a row's data.
      return (thrown instanceof LinkageError ? " (" + thrown.getMessage() + ")" : "") + place;
    } catch (Throwable e) {
      return ", which does not tell more";
    }
  }

  /** Whether the call was given up while its thread still ran. */
  public boolean abandoned() {
    return abandoned;
  }

  /** The message, which is never null. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
