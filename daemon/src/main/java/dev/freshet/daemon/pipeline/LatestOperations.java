package dev.freshet.daemon.pipeline;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last operation on each key, in the order in which the keys came. A hash table with linear
 * probing, which makes no object per key and leaves operations beside each other that were made one
 * after the other. Not thread-safe.
 */
final class LatestOperations {

  private static final int LEAST_SLOTS = 16;

  /** The golden ratio in 32 bits: spreads hashes over the upper bits. */
  private static final int SPREAD = 0x9e3779b9;

  private CacheKey[] keys;
  private @Nullable CacheOperation[] operations;
  private int size;
  private boolean hasGaps;

  /** Places in {@link #keys}, each plus one; 0 where there is none. */
  private int[] slots;

  private int shift;

  /**
   * @param expected about how many keys are to come
   */
  LatestOperations(int expected) {
    int length = LEAST_SLOTS;
    while (length < 2L * expected && length < 1 << 30) {
      length *= 2;
    }
    keys = new CacheKey[length / 2];
    operations = new CacheOperation[length / 2];
    slots = new int[length];
    shift = Integer.SIZE - Integer.numberOfTrailingZeros(length);
  }

  /** How many keys have come, those included that were taken out. */
  int size() {
    return size;
  }

  /** Puts an operation in the place of the one on its key, which it returns; null if none was. */
  @Nullable CacheOperation put(CacheOperation operation) {
    CacheKey key = operation.key();
    int slot = slot(key);
    int place = slots[slot] - 1;
    if (place >= 0) {
      CacheOperation replaced = operations[place];
      operations[place] = operation;
      return replaced;
    }
    if (size == keys.length) {
      grow();
      slot = slot(key);
    }
    keys[size] = key;
    operations[size] = operation;
    slots[slot] = ++size;
    return null;
  }

  /** Takes out the operation on a key, and returns it; null if there is none. */
  @Nullable CacheOperation remove(CacheKey key) {
    int place = slots[slot(key)] - 1;
    if (place < 0) {
      return null;
    }
    CacheOperation removed = operations[place];
    operations[place] = null;
    hasGaps = true;
    return removed;
  }

  /** The operations. */
  List<CacheOperation> list() {
    if (hasGaps) {
      return Stream.of(operations).limit(size).flatMap(Stream::ofNullable).toList();
    }
    return List.of(Arrays.copyOf(operations, size));
  }

  /** The slot of a key, or the one where it belongs. */
  private int slot(CacheKey key) {
    int slot = (key.hashCode() * SPREAD) >>> shift;
    int place = slots[slot];
    while (place != 0 && !keys[place - 1].equals(key)) {
      slot = (slot + 1) & (slots.length - 1);
      place = slots[slot];
    }
    return slot;
  }

  private void grow() {
    keys = Arrays.copyOf(keys, 2 * keys.length);
    operations = Arrays.copyOf(operations, 2 * operations.length);
    slots = new int[2 * slots.length];
    shift--;
    for (int i = 0; i < size; i++) {
      slots[slot(keys[i])] = i + 1;
    }
  }
}
