package dev.freshet.daemon.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps operations as lines of text. Not thread-safe. */
final class RecordedOperations implements OperationCollector {

  private final List<String> lines = new ArrayList<>();

  List<String> lines() {
    return lines;
  }

  @Override
  public void set(CacheKey key, byte[] value, int flags, int ttlSeconds) {
    lines.add("set " + key + " " + new String(value, UTF_8));
  }

  @Override
  public long order() {
    return 7;
  }

  @Override
  public void delete(CacheKey key) {
    lines.add("delete " + key);
  }

  @Override
  public void reject(@Nullable CacheKey key, String reason) {
    lines.add("reject " + key + " " + reason);
  }
}
