package dev.freshet.transformers.invalidate;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.KeyTrace;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.transformers.key.ChangedKeys;
import dev.freshet.transformers.key.IllegalKeyPolicy;
import dev.freshet.transformers.key.KeyTemplate;
import dev.freshet.transformers.key.KeyTemplates;
import java.util.List;

/**
 * A configured transformer of type {@code invalidate}. Immutable and thread-safe.
 *
 * @param name its configured name
 * @param keys what the keys look like
 * @param columns the columns of which a change counts; empty for all
 */
record Invalidation(
    String name,
    TableFilter tables,
    List<KeyTemplate> keys,
    IllegalKeyPolicy illegalKeys,
    List<String> columns)
    implements Transformer {

  @Override
  public KeyTrace trace(CacheKey key) {
    return KeyTemplates.trace(key, keys, illegalKeys, tables, KeyTrace.Content.NOTHING);
  }

  @Override
  public RowTransformer bind(TableSchema schema) throws BindException {
    return new KeyInvalidation(ChangedKeys.bind(schema, keys, illegalKeys, columns, name));
  }

  @Override
  public RowTransformer bindRemoval(TableSchema schema) throws BindException {
    return new KeyInvalidation(ChangedKeys.bind(schema, keys, illegalKeys, List.of(), name));
  }
}
