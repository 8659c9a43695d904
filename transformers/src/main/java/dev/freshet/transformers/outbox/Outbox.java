package dev.freshet.transformers.outbox;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;

/**
 * A configured transformer of type {@code outbox}. Immutable and thread-safe.
 *
 * @param name its configured name
 */
record Outbox(String name, TableFilter tables, OutboxColumns columns) implements Transformer {

  @Override
  public RowTransformer bind(TableSchema schema) throws BindException {
    return new OutboxRows(schema, columns.bind(schema, name));
  }
}
