package dev.freshet.daemon.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.Lookup;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import java.util.List;

/**
 * Stores the value of a {@link ScriptedSource.KeyValue} under its key. A value {@code delete}
 * removes the key, one of {@code reject} is rejected, one of {@code throw} makes it fail. One of
 * {@code ask} asks the database for the value, one of {@code find} for a key whose value is to be
 * asked for.
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
        case "ask" -> out.lookUp(CacheKey.of(row.key()), new Asked(row.key()));
        case "find" -> out.lookUp(null, new Found(row.key()));
        case "throw" -> throw new IllegalStateException("asked for");
        default -> out.set(CacheKey.of(row.key()), row.value().getBytes(UTF_8), 0);
      }
    };
  }

  private static String text(QueryResult result) {
    return ((ScriptedSource.KeyValue) result.rows().get(0)).value();
  }

  /** The question for a key's value. */
  private record Asked(String key) implements Lookup {
    @Override
    public String sql() {
      return "value";
    }

    @Override
    public List<String> arguments() {
      return List.of(key);
    }

    @Override
    public void found(QueryResult result, OperationCollector out) {
      String value = text(result);
      if (value.equals("throw")) {
        throw new IllegalStateException("asked for");
      }
      out.set(CacheKey.of(key), value.getBytes(UTF_8), 0);
    }

    @Override
    public void failed(String reason, OperationCollector out) {
      out.delete(CacheKey.of(key));
      out.reject(CacheKey.of(key), reason);
    }
  }

  /** The question for a key. */
  private record Found(String start) implements Lookup {
    @Override
    public String sql() {
      return "key";
    }

    @Override
    public List<String> arguments() {
      return List.of(start);
    }

    @Override
    public void found(QueryResult result, OperationCollector out) {
      String key = text(result);
      out.lookUp(CacheKey.of(key), new Asked(key));
    }

    @Override
    public void failed(String reason, OperationCollector out) {
      out.reject(null, reason);
    }
  }
}
