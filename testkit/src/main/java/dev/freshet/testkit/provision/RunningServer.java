package dev.freshet.testkit.provision;

/**
 * A server program that a test may treat badly, wherever it runs. Not thread-safe, except for its
 * address.
 */
public interface RunningServer extends AutoCloseable {

  /** The address it listens on: 127.0.0.1, unless it is in a network namespace. */
  default String host() {
    return "127.0.0.1";
  }

  /** The port it listens on, the same for its whole life. */
  int port();

  /** Whether the program runs; a paused one does. */
  boolean isRunning();

  /** The last lines of what it logged, for messages. */
  String logTail();

  /** Ends it with SIGKILL and returns when it is gone. Does nothing if it does not run. */
  void kill();

  /** Ends it with SIGTERM if it runs, then starts it again on the same port and data. */
  void restart();

  /**
   * Puts another byte into one of its files.
   *
   * @param file the file's whole path, as the server knows it
   */
  void overwrite(String file, long offset, byte value);

  /** Stops it with SIGSTOP. */
  void pause();

  /** Lets it go on with SIGCONT. */
  void resume();

  /** Kills it and deletes its data. Does nothing the second time. */
  @Override
  void close();
}
