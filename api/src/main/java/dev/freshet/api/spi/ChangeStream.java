package dev.freshet.api.spi;

/**
 * One running reader of a source, with a thread and a connection of its own. It reconnects by
 * itself, with backoff, and continues where its consumer left off: a transaction of which chunks
 * have been handed over goes on behind them. Thread-safe.
 */
public interface ChangeStream extends AutoCloseable {

  /**
   * Stops reading and waits for the reader thread to end. Chunks that the consumer has not accepted
   * by then are not handed over. Does nothing on a stream that has ended.
   */
  @Override
  void close();
}
