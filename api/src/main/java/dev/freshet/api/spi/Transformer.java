package dev.freshet.api.spi;

import dev.freshet.api.change.TableSchema;

/** A configured transformer: which tables it maps, and how. Thread-safe. */
public interface Transformer {

  /** The tables whose changes it wants to see. */
  TableFilter tables();

  /**
   * Binds to a table's schema, so that columns are positions from then on.
   *
   * @throws BindException if the table lacks a column that is needed
   */
  RowTransformer bind(TableSchema schema) throws BindException;
}
