package dev.freshet.transformers.query;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.item.ItemForm;
import dev.freshet.transformers.item.StoreMode;
import dev.freshet.transformers.key.IllegalKeyPolicy;
import dev.freshet.transformers.key.KeyTemplate;
import dev.freshet.transformers.value.TimeToLive;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is reloaded: keys, and the query that makes the value of each. Immutable and thread-safe.
 *
 * @param name the transformer's configured name
 * @param keys the query that tells which keys pools are filled with; null where the rows of the
 *     table do
 */
record ReloadedObject(
    String name,
    KeyTemplate key,
    IllegalKeyPolicy illegalKeys,
    QuerySql query,
    @Nullable QuerySql keys,
    ResultShape shape,
    ResultEncoder encoder,
    ItemForm items,
    TimeToLive timeToLive,
    StoreMode mode) {

  /**
   * Binds to rows that tell the key and with it the query's arguments.
   *
   * @param columns the columns that have other names in the key, by these in lower case
   * @param option the option that names the columns
   * @throws BindException if a column is missing
   */
  BoundObject bind(TableSchema schema, Map<String, String> columns, String option)
      throws BindException {
    RowArguments arguments = RowArguments.bind(query, schema, columns, name, option);
    return new BoundObject(this, key.renamed(columns).bind(schema, illegalKeys, name), arguments);
  }
}
