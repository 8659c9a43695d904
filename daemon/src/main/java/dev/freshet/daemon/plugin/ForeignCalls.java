package dev.freshet.daemon.plugin;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Makes calls of code that others have written, and keeps in what they throw. Thread-safe. */
public interface ForeignCalls extends AutoCloseable {

  /**
   * Calls {@code task} and waits for it. An {@link OutOfMemoryError} in it is thrown as it is:
   * there is no memory to go on with.
   *
   * @throws PluginFailure if it throws, or is given up
   */
  <T extends @Nullable Object> T call(Callable<T> task) throws PluginFailure;

  /** Whether so many calls have been given up that no more are made. */
  boolean isExhausted();

  /** How many calls have been given up. */
  long late();

  /** How many threads of calls that were given up still run. */
  int stuckThreads();

  /** Ends the threads that wait for calls. */
  @Override
  void close();

  /** Calls that the caller's own thread makes, and that may take as long as they do. */
  static ForeignCalls direct() {
    return new DirectCalls();
  }
}
