package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.ChangeOrigin;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys whose values were read from the database, which shows more of the source than a stream
 * has come to: what the stream brings for them may be older. They are forgotten in two groups, each
 * once the stream has come as far as the source was when its last value was read. Used by one
 * pipeline thread.
 */
final class ReadAhead {

  private Map<CacheKey, ChangeOrigin> older = new HashMap<>();
  private Map<CacheKey, ChangeOrigin> younger = new HashMap<>();
  private @Nullable SourcePosition olderUntil;
  private @Nullable SourcePosition youngerUntil;

  /** Notes that values which are added from now on show nothing that lies behind a place. */
  void begin(SourcePosition until) {
    if (olderUntil == null) {
      olderUntil = until;
    } else {
      youngerUntil = until;
    }
  }

  /** Adds a key, and what its value was read for. */
  void add(CacheKey key, ChangeOrigin origin) {
    (youngerUntil == null ? older : younger).put(key, origin);
  }

  boolean has(CacheKey key) {
    return older.containsKey(key) || younger.containsKey(key);
  }

  /** Forgets what a stream that has come to a place has caught up with. */
  void reached(SourcePosition place) {
    while (olderUntil != null && place.covers(olderUntil)) {
      older = younger;
      olderUntil = youngerUntil;
      younger = new HashMap<>();
      youngerUntil = null;
    }
  }

  /** What the values show at most; null if the stream has come as far. */
  @Nullable SourcePosition until() {
    return youngerUntil == null ? olderUntil : youngerUntil;
  }

  /** Hands out all keys, and forgets them. */
  void drain(BiConsumer<CacheKey, ChangeOrigin> to) {
    older.forEach(to);
    younger.forEach(to);
    older.clear();
    younger.clear();
    olderUntil = null;
    youngerUntil = null;
  }
}
