package dev.freshet.daemon.pipeline;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Lookup;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.RowTransformer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes every key that a transformer names, whatever it wants to do with it. What it rejects has
 * no key in the pools. Not thread-safe.
 *
 * @param out takes the deletes
 */
record RemovedKeys(OperationCollector out) implements OperationCollector {

  /** Has a transformer remove every key that it names. */
  static RowTransformer by(RowTransformer transformer) {
    return (change, out) -> transformer.transform(change, new RemovedKeys(out));
  }

  @Override
  public void set(CacheKey key, byte[] value, int flags, int ttlSeconds) {
    out.delete(key);
  }

  @Override
  public long order() {
    return out.order();
  }

  @Override
  public void delete(CacheKey key) {
    out.delete(key);
  }

  @Override
  public void lookUp(@Nullable CacheKey key, Lookup lookup) {
    if (key == null) {
      out.lookUp(null, new Search(lookup));
    } else {
      out.delete(key);
    }
  }

  @Override
  public void stop(String reason) {
    out.stop(reason);
  }

  @Override
  public void reject(@Nullable CacheKey key, String reason) {}

  /** A question for keys, which are then removed. */
  private record Search(Lookup lookup) implements Lookup {

    @Override
    public String sql() {
      return lookup.sql();
    }

    @Override
    public List<? extends @Nullable Object> arguments() {
      return lookup.arguments();
    }

    @Override
    public void found(QueryResult result, OperationCollector collector) {
      lookup.found(result, new RemovedKeys(collector));
    }

    @Override
    public void failed(String reason, OperationCollector collector) {
      lookup.failed(reason, collector);
    }
  }
}
