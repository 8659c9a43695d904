package dev.freshet.api.spi;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A configured transformer: which tables it maps, and how. Thread-safe. */
public interface Transformer {

  /** The tables whose changes it wants to see. */
  TableFilter tables();

  /**
   * What the keys look like that it stores values under, with {@code *} for what comes from rows;
   * empty where that cannot be told.
   */
  default Set<String> storedKeys() {
    return Set.of();
  }

  /** The queries that it asks the database, by what they are for. */
  default Map<String, String> queries() {
    return Map.of();
  }

  /**
   * The tables whose rows lead to everything that it stores: whoever shows it each of them as an
   * insert has it make all of its values. Those of none where there is no such way.
   */
  default TableFilter sources() {
    return table -> false;
  }

  /**
   * A SELECT whose rows tell the keys that are to be stored when pools are filled, instead of the
   * rows of {@link #sources}; empty where it is those. What else it stores comes with changes.
   */
  default Optional<String> keyQuery() {
    return Optional.empty();
  }

  /**
   * Binds to the rows of {@link #keyQuery}: whoever shows it each of them as an insert has it make
   * the values.
   *
   * @param rows what they look like
   * @throws BindException if they lack a column of the key
   */
  default RowTransformer bindKeys(TableSchema rows) throws BindException {
    throw new BindException("has no query that tells keys");
  }

  /** Where a key comes from, if this transformer makes it. */
  default KeyTrace trace(CacheKey key) {
    return new KeyTrace.Untraceable("does not tell which keys it makes");
  }

  /**
   * Binds to a table's schema, so that columns are positions from then on.
   *
   * @throws BindException if the table lacks a column that is needed
   */
  RowTransformer bind(TableSchema schema) throws BindException;

  /**
   * Binds to a table that {@link #bind} refuses, such as one that has lost a column that values are
   * made of: only removes the keys that changes touch.
   *
   * @throws BindException if not even the keys can be told
   */
  default RowTransformer bindRemoval(TableSchema schema) throws BindException {
    throw new BindException("the keys of table " + schema.table() + " cannot be told");
  }
}
