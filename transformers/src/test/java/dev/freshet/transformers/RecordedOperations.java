package dev.freshet.transformers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Lookup;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what a transformer makes, one line for each operation. Not thread-safe. */
public final class RecordedOperations implements OperationCollector {

  private final List<String> lines = new ArrayList<>();
  private final List<Lookup> lookups = new ArrayList<>();

  /** What {@code transformer} makes of {@code change}. */
  public static List<String> of(RowTransformer transformer, RowChange change) {
    RecordedOperations recorded = new RecordedOperations();
    transformer.transform(change, recorded);
    return recorded.lines;
  }

  @Override
  public void set(CacheKey key, byte[] value, int flags, int ttlSeconds) {
    String flagged = flags == 0 ? "" : " flags=" + Integer.toUnsignedString(flags);
    String ttl = ttlSeconds == 0 ? "" : " ttl=" + ttlSeconds;
    lines.add("set " + key + " " + new String(value, UTF_8) + flagged + ttl);
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
  public void lookUp(@Nullable CacheKey key, Lookup lookup) {
    lines.add("look up " + key + " " + lookup.arguments());
    lookups.add(lookup);
  }

  /** The lines so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** The lookups so far. */
  public List<Lookup> lookups() {
    return List.copyOf(lookups);
  }

  @Override
  public void stop(String reason) {
    lines.add("stop: " + reason);
  }

  @Override
  public void reject(@Nullable CacheKey key, String reason) {
    lines.add("reject " + key + ": " + reason);
  }
}
