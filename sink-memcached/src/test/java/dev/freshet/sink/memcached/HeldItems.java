package dev.freshet.sink.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolReader;
import java.util.Arrays;
import java.util.List;

/** What is read, for tests. */
final class HeldItems {

  private HeldItems() {}

  /** What is held under each key, each told by {@link #tell}. */
  static List<String> read(PoolReader reader, String... keys) throws InterruptedException {
    return reader.read(Arrays.stream(keys).map(CacheKey::of).toList()).stream()
        .map(HeldItems::tell)
        .toList();
  }

  /** Reads by a reader that is closed again. */
  static List<String> readOnce(Pool pool, String... keys) throws InterruptedException {
    try (PoolReader reader = pool.reader()) {
      return read(reader, keys);
    }
  }

  /** {@code =VALUE}, {@code nothing}, or server and reason. */
  static String tell(HeldItem item) {
    if (item instanceof HeldItem.Present present) {
      return "=" + new String(present.value(), UTF_8);
    }
    return item instanceof HeldItem.Unreadable unreadable
        ? unreadable.server() + " " + unreadable.why()
        : "nothing";
  }
}
