package dev.freshet.api.spi;

import dev.freshet.api.change.TransactionChunk;

/**
 * Takes what a {@link ChangeStream} reads. Called by the stream's reader thread alone; the methods
 * throw nothing but what they declare.
 */
public interface ChangeConsumer {

  /**
   * Takes the next chunk. Blocks while the consumer has no room for it, which makes the stream stop
   * reading and the server wait.
   *
   * @throws InterruptedException if the stream is being closed
   */
  void accept(TransactionChunk chunk) throws InterruptedException;

  /**
   * The stream is connected and reads.
   *
   * @param server the server that it reads from, as {@code host:port}
   */
  void connected(String server);

  /** The stream lost its server and is trying again by itself. */
  void disconnected(SourceException cause);

  /** The stream has ended and will not try again. */
  void failed(SourceException cause);
}
