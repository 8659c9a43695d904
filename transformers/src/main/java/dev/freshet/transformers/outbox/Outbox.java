package dev.freshet.transformers.outbox;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.KeyTrace;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;

/**
 * A configured transformer of type {@code outbox}. Immutable and thread-safe.
 *
 * @param name its configured name
 */
record Outbox(String name, TableFilter tables, OutboxColumns columns) implements Transformer {

  /** Any key may stand in a row, and rows may be gone. */
  @Override
  public KeyTrace trace(CacheKey key) {
    return new KeyTrace.Untraceable("does what its rows say, and they may name any key");
  }

  @Override
  public RowTransformer bind(TableSchema schema) throws BindException {
    return new OutboxRows(schema, columns.bind(schema, name));
  }
}
