package dev.freshet.connector.binlog;

import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;

/**
 * The thread of a stream, which reads over one connection after the other until the stream is
 * closed or something ends it for good. Thread-safe.
 */
public final class StreamThread {

  private static final long CLOSE_PATIENCE_MILLIS = 5_000;

  /** Reads over one connection. */
  @FunctionalInterface
  public interface Reading {

    /**
     * Reads until something ends it.
     *
     * @throws SourceException what that is; after {@link Kind#UNREACHABLE} and {@link
     *     Kind#DISPLACED} it is called again
     */
    void read() throws SourceException, InterruptedException;
  }

  private final String what;
  private final ChangeConsumer consumer;
  private final Backoff backoff;
  private final Reading reading;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param name the thread's name
   * @param what what it reads, in words that follow "reading"
   * @param consumer told what ends a reading, and what ends all of it
   * @param backoff the pauses between readings
   */
  public StreamThread(
      String name, String what, ChangeConsumer consumer, Backoff backoff, Reading reading) {
    this.what = what;
    this.consumer = consumer;
    this.backoff = backoff;
    this.reading = reading;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        try {
          reading.read();
        } catch (SourceException e) {
          if (closed) {
            return;
          }
          switch (e.kind()) {
            case UNREACHABLE -> {}
            // so that two who have one id by mistake do not throw each other out without end
            case DISPLACED -> backoff.lengthen();
            case REFUSED, MISCONFIGURED, POSITION_LOST, UNDECODABLE -> {
              consumer.failed(e);
              return;
            }
          }
          consumer.disconnected(e);
          backoff.pause();
        }
      }
    } catch (InterruptedException e) {
      // closed: there is nobody to tell
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
      consumer.failed(
          new SourceException(
              Kind.UNDECODABLE,
              "reading " + what + " failed in a way that is not foreseen: " + e,
              e));
    }
  }

  /** Whether it is to end. */
  public boolean isClosed() {
    return closed;
  }

  /** Has it end, and interrupts it. */
  public void close() {
    closed = true;
    thread.interrupt();
  }

  /**
   * Waits for its end, unless it is the caller itself. What takes longer than a few seconds is only
   * a server, or a thread of somebody else's, that does not answer; no chunk comes after it.
   */
  public void awaitEnd() {
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
