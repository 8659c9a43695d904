package dev.freshet.daemon.plugin;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a plug-in makes of one change until it is known whether the call went well. Keys and
 * values are copied, so that nothing that the plug-in does later changes them. What it does once
 * the call has ended or was abandoned is refused. Thread-safe.
 */
final class GatheredOperations implements OperationCollector {

  /**
   * How much one change may make, in bytes: a plug-in that never stops must not fill the memory.
   */
  static final long MOST_BYTES = 16L << 20;

  private static final int OVERHEAD_BYTES = 128;

  private final long order;
  private final List<Consumer<OperationCollector>> made = new ArrayList<>();
  private final Set<CacheKey> keys = new LinkedHashSet<>();
  private long bytes;
  private boolean closed;

  /**
   * @param order what {@link #order} tells
   */
  GatheredOperations(long order) {
    this.order = order;
  }

  @Override
  public synchronized void set(CacheKey key, byte[] value, int flags, int ttlSeconds) {
    if (ttlSeconds < 0) {
      throw new IllegalArgumentException("a time to live of " + ttlSeconds + " s");
    }
    CacheKey ownKey = touch(key, value.length);
    byte[] ownValue = value.clone();
    made.add(out -> out.set(ownKey, ownValue, flags, ttlSeconds));
  }

  @Override
  public synchronized void delete(CacheKey key) {
    CacheKey ownKey = touch(key, 0);
    made.add(out -> out.delete(ownKey));
  }

  @Override
  public synchronized void reject(@Nullable CacheKey key, String reason) {
    Objects.requireNonNull(reason, "a dead letter needs a reason");
    account(reason.length());
    CacheKey ownKey = key == null ? null : CacheKey.of(key.bytes().clone());
    made.add(out -> out.reject(ownKey, reason));
  }

  @Override
  public synchronized void stop(String reason) {
    Objects.requireNonNull(reason, "that the stream ends needs a reason");
    account(reason.length());
    made.add(out -> out.stop(reason));
  }

  @Override
  public long order() {
    return order;
  }

  private CacheKey touch(CacheKey key, int valueBytes) {
    account((long) key.bytes().length + valueBytes);
    CacheKey own = CacheKey.of(key.bytes().clone());
    keys.add(own);
    return own;
  }

  private void account(long more) {
    if (closed) {
      throw new IllegalStateException(
          "the call that this collector was given to has ended or took too long");
    }
    bytes += OVERHEAD_BYTES + more;
    if (bytes > MOST_BYTES) {
      throw new IllegalStateException("one change makes more than " + MOST_BYTES + " bytes");
    }
  }

  /** Gives all that was made to {@code out}. */
  synchronized void handOver(OperationCollector out) {
    closed = true;
    made.forEach(each -> each.accept(out));
  }

  /**
   * Has the keys that were named before the call failed removed, since their values are not to be
   * trusted.
   *
   * @return how many these are
   */
  synchronized int giveUp(OperationCollector out) {
    closed = true;
    keys.forEach(out::delete);
    return keys.size();
  }
}
