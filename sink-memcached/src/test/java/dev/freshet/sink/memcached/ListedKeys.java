package dev.freshet.sink.memcached;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolReader;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pool has told of its keys, for tests.
 *
 * @param keys the keys, in the order in which they were told
 * @param incomplete the servers that have not told all, each with the reason
 */
record ListedKeys(List<CacheKey> keys, List<String> incomplete) {

  static ListedKeys of(PoolReader reader) throws InterruptedException {
    List<CacheKey> keys = new ArrayList<>();
    List<String> incomplete = reader.list(keys::add).stream().map(HeldItems::tell).toList();
    return new ListedKeys(keys, incomplete);
  }

  /** Lists by a reader that is closed again. */
  static ListedKeys once(Pool pool) throws InterruptedException {
    try (PoolReader reader = pool.reader()) {
      return of(reader);
    }
  }
}
