package dev.freshet.daemon.scan;

import java.util.Arrays;
import java.util.function.LongPredicate;

/** A set of numbers that takes 16 to 32 bytes for each. Used by one thread. */
public final class LongSet {

  private static final int SMALLEST = 1024;

  /** What stands for an empty place. */
  private static final long EMPTY = 0;

  private long[] table = new long[SMALLEST];
  private boolean hasEmpty;
  private int size;

  public int size() {
    return size;
  }

  public boolean contains(long number) {
    return number == EMPTY ? hasEmpty : table[place(number)] == number;
  }

  public void add(long number) {
    if (contains(number)) {
      return;
    }
    size++;
    if (number == EMPTY) {
      hasEmpty = true;
      return;
    }
    table[place(number)] = number;
    if (2 * size > table.length) {
      rebuild(2 * table.length, all -> true);
    }
  }

  /** Keeps only those for which {@code condition} is true. */
  public void retain(LongPredicate condition) {
    hasEmpty = hasEmpty && condition.test(EMPTY);
    rebuild(table.length, condition);
  }

  private void rebuild(int length, LongPredicate condition) {
    long[] old = table;
    table = new long[length];
    size = hasEmpty ? 1 : 0;
    Arrays.stream(old)
        .filter(number -> number != EMPTY && condition.test(number))
        .forEach(
            number -> {
              table[place(number)] = number;
              size++;
            });
  }

  /** Where a number is, or would be. */
  private int place(long number) {
    int at = (int) number & table.length - 1;
    while (table[at] != EMPTY && table[at] != number) {
      at = at + 1 & table.length - 1;
    }
    return at;
  }
}
