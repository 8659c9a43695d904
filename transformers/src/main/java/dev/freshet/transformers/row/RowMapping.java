package dev.freshet.transformers.row;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.KeyTrace;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.transformers.expression.Expression;
import dev.freshet.transformers.invalidate.KeyInvalidation;
import dev.freshet.transformers.item.ItemForm;
import dev.freshet.transformers.item.StoreMode;
import dev.freshet.transformers.key.ChangedKeys;
import dev.freshet.transformers.key.IllegalKeyPolicy;
import dev.freshet.transformers.key.KeyTemplate;
import dev.freshet.transformers.key.KeyTemplates;
import dev.freshet.transformers.value.TimeToLive;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configured transformer of type {@code row}. Immutable and thread-safe.
 *
 * @param name its configured name
 * @param where which rows it is about; null for all
 */
record RowMapping(
    String name,
    TableFilter tables,
    KeyTemplate key,
    IllegalKeyPolicy illegalKeys,
    @Nullable Expression where,
    ValueForm value,
    ItemForm items,
    StoreMode mode,
    TimeToLive timeToLive)
    implements Transformer {

  @Override
  public Set<String> storedKeys() {
    return mode == StoreMode.SET ? Set.of(key.shape()) : Set.of();
  }

  @Override
  public TableFilter sources() {
    return mode == StoreMode.SET ? tables : table -> false;
  }

  @Override
  public KeyTrace trace(CacheKey cacheKey) {
    return KeyTemplates.trace(
        cacheKey,
        List.of(key),
        illegalKeys,
        tables,
        mode == StoreMode.SET ? KeyTrace.Content.ROW : KeyTrace.Content.NOTHING);
  }

  @Override
  public RowTransformer bind(TableSchema schema) throws BindException {
    RowTransformer bound = bindMode(schema);
    return where == null
        ? bound
        : new SelectedRows(
            schema, where.bind(schema, name, "where"), key.bind(schema, illegalKeys, name), bound);
  }

  @Override
  public RowTransformer bindRemoval(TableSchema schema) throws BindException {
    return new KeyInvalidation(
        ChangedKeys.bind(schema, List.of(key), illegalKeys, List.of(), name));
  }

  private RowTransformer bindMode(TableSchema schema) throws BindException {
    return switch (mode) {
      case SET ->
          new RowStore(
              schema,
              key.bind(schema, illegalKeys, name),
              value.bind(schema, name),
              items,
              timeToLive);
      case INVALIDATE -> bindRemoval(schema);
    };
  }
}
