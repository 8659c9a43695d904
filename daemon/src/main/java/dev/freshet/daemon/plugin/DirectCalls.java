package dev.freshet.daemon.plugin;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Makes calls on the thread that asks for them. Thread-safe. */
final class DirectCalls implements ForeignCalls {

  @Override
  public <T extends @Nullable Object> T call(Callable<T> task) throws PluginFailure {
    try {
      return task.call();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      throw PluginFailure.threw(e);
    }
  }

  @Override
  public boolean isExhausted() {
    return false;
  }

  @Override
  public long late() {
    return 0;
  }

  @Override
  public int stuckThreads() {
    return 0;
  }

  @Override
  public void close() {}
}
