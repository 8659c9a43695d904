package dev.freshet.daemon.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;

/**
 * Stores the value of a {@link ScriptedSource.KeyValue} under its key. A value {@code delete}
 * removes the key, one of {@code reject} is rejected, one of {@code throw} makes it fail.
 */
final class KeyValueTransformer implements Transformer {

  @Override
  public TableFilter tables() {
    return TableFilter.of("shop.users");
  }

  @Override
  public RowTransformer bind(TableSchema schema) throws BindException {
    return (change, out) -> {
      ScriptedSource.KeyValue row = (ScriptedSource.KeyValue) change.requireAfter();
      switch (row.value()) {
        case "delete" -> out.delete(CacheKey.of(row.key()));
        case "reject" -> out.reject(CacheKey.of(row.key()), "asked for");
        case "throw" -> throw new IllegalStateException("asked for");
        default -> out.set(CacheKey.of(row.key()), row.value().getBytes(UTF_8), 0);
      }
    };
  }
}
