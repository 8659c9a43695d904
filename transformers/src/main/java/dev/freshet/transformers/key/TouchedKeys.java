package dev.freshet.transformers.key;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.transformers.key.BoundKey.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a change of a row touches: the one that it had and the one that it has now. Holds
 * them for one change at a time. Not thread-safe.
 *
 * <p>What cannot be told is rejected as it is read; where the row images lack the columns that tell
 * it, the stream is stopped. A row that had no key, because a column of it was NULL or memcached
 * would have refused it, left nothing behind: that is no rejection, the row's coming was one.
 */
public final class TouchedKeys {

  private final BoundKey before;
  private final BoundKey after;
  private @Nullable CacheKey left;
  private @Nullable CacheKey current;

  /** The keys of the rows for which {@code key} is the maker. */
  public TouchedKeys(BoundKey key) {
    this.before = key.copy();
    this.after = key.copy();
  }

  /**
   * Reads the keys of {@code change}.
   *
   * @param row the row after the change, completed; null for a delete
   * @param out takes rejections
   */
  public void read(RowChange change, @Nullable RowImage row, OperationCollector out) {
    RowImage old = change.before();
    Outcome had = old == null ? Outcome.NONE : before.render(old);
    Outcome has = row == null ? Outcome.NONE : after.render(row);
    boolean same = had == Outcome.KEY && has == Outcome.KEY && before.same(after);
    left = had == Outcome.KEY && !same ? before.key() : null;
    current = has == Outcome.KEY ? after.key() : null;
    if (has == Outcome.MISSING || had == Outcome.MISSING) {
      BoundKey missing = has == Outcome.MISSING ? after : before;
      out.stop(missing.problem() + ", so that an old value cannot be removed; " + missing.remedy());
    }
    if (row != null && has == Outcome.NONE) {
      out.reject(after.refusedKey(), after.problem());
    }
    if (row != null && has == Outcome.UNKNOWN) {
      out.reject(null, after.problem() + ", so that nothing could be stored; " + after.remedy());
    } else if (had == Outcome.UNKNOWN) {
      out.reject(
          null, before.problem() + ", so that an old key may be left behind; " + before.remedy());
    }
  }

  /** The key that the row had and no longer has; null if there is none. */
  public @Nullable CacheKey left() {
    return left;
  }

  /** The key that the row has now; null if there is none. */
  public @Nullable CacheKey current() {
    return current;
  }
}
