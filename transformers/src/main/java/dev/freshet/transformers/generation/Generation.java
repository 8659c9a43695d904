package dev.freshet.transformers.generation;

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
import dev.freshet.transformers.value.TimeToLive;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A configured transformer of type {@code generation}. Immutable and thread-safe.
 *
 * @param name its configured name
 * @param keys what the keys look like
 * @param columns the columns of which a change counts; empty for all
 * @param flags what memcached keeps beside the number
 */
record Generation(
    String name,
    TableFilter tables,
    List<KeyTemplate> keys,
    IllegalKeyPolicy illegalKeys,
    List<String> columns,
    int flags,
    TimeToLive timeToLive)
    implements Transformer {

  @Override
  public Set<String> storedKeys() {
    return keys.stream().map(KeyTemplate::shape).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public KeyTrace trace(CacheKey key) {
    return KeyTemplates.trace(key, keys, illegalKeys, tables, KeyTrace.Content.HISTORY);
  }

  @Override
  public RowTransformer bind(TableSchema schema) throws BindException {
    return new KeyGeneration(
        ChangedKeys.bind(schema, keys, illegalKeys, columns, name), flags, timeToLive);
  }
}
