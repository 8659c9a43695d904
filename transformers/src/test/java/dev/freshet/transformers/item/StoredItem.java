package dev.freshet.transformers.item;

import dev.freshet.api.config.Settings;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An item as it is given to the pools. */
final class StoredItem {

  private final byte[] value;
  private final int flags;

  private StoredItem(byte[] value, int flags) {
    this.value = value;
    this.flags = flags;
  }

  /** The array that was given, not a copy. */
  byte[] value() {
    return value;
  }

  int flags() {
    return flags;
  }

  /** What options make of a value. */
  static StoredItem of(Map<String, String> options, boolean text, byte[] value) {
    return of(store(options, text), value);
  }

  /** What a store makes of a value. */
  static StoredItem of(ItemStore store, byte[] value) {
    List<StoredItem> stored = new ArrayList<>();
    store.set(
        CacheKey.of("key"),
        value,
        60,
        new OperationCollector() {
          @Override
          public void set(CacheKey key, byte[] given, int flags, int ttlSeconds) {
            stored.add(new StoredItem(given, flags));
          }

          @Override
          public long order() {
            throw new IllegalStateException("nobody asks");
          }

          @Override
          public void delete(CacheKey key) {
            throw new IllegalStateException("nothing is deleted");
          }

          @Override
          public void reject(@Nullable CacheKey key, String reason) {
            throw new IllegalStateException(reason);
          }
        });
    return stored.get(0);
  }

  /** The store that options ask for. */
  static ItemStore store(Map<String, String> options, boolean text) {
    Map<String, String> problems = new HashMap<>();
    ItemForm form = ItemForm.of(Settings.of(ItemForm.OPTIONS, options), problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.toString());
    }
    return form.bind(text);
  }
}
