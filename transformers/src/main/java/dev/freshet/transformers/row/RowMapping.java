package dev.freshet.transformers.row;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.invalidate.KeyInvalidation;
import dev.freshet.transformers.key.IllegalKeyPolicy;
import dev.freshet.transformers.key.KeyTemplate;
import dev.freshet.transformers.value.TimeToLive;
import java.util.List;

/**
 * A configured transformer of type {@code row}. Immutable and thread-safe.
 *
 * @param name its configured name
 * @param columns the columns of a value; empty for all
 */
record RowMapping(
    String name,
    TableFilter tables,
    KeyTemplate key,
    IllegalKeyPolicy illegalKeys,
    List<String> columns,
    RowMode mode,
    TimeToLive timeToLive)
    implements Transformer {

  @Override
  public RowTransformer bind(TableSchema schema) throws BindException {
    int[] valueColumns =
        columns.isEmpty()
            ? Columns.all(schema)
            : Columns.positions(schema, columns, name, "columns");
    return switch (mode) {
      case SET ->
          new RowStore(schema, key.bind(schema, illegalKeys, name), valueColumns, timeToLive);
      case INVALIDATE -> KeyInvalidation.bind(schema, List.of(key), illegalKeys, List.of(), name);
    };
  }
}
