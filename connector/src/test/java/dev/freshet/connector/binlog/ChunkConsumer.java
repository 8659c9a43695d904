package dev.freshet.connector.binlog;

import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.SourceException;

/** Takes chunks from a reader that is run by hand, where nothing else is ever told. */
interface ChunkConsumer extends ChangeConsumer {

  @Override
  default void connected(String server) {
    throw new AssertionError(server);
  }

  @Override
  default void disconnected(SourceException cause) {
    throw new AssertionError(cause);
  }

  @Override
  default void failed(SourceException cause) {
    throw new AssertionError(cause);
  }
}
