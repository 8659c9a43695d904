package dev.freshet.connector.value;

import java.util.List;
import java.util.Set;

/**
 * Which columns that the image after an update does not mention are surely what they were.
 * Immutable and thread-safe.
 *
 * <p>MySQL mentions all that changes. MariaDB leaves out virtual columns that no index has, 11.8
 * all generated ones, and writes a REPLACE as an update that mentions the columns which are given,
 * though all others have become their defaults. Such an update mentions the primary key.
 *
 * @param isReliable whether all that changes is mentioned
 * @param primaryKey the columns of the primary key; only used if it is not
 * @param unmentioned columns that may change without being mentioned; only used if it is not
 */
public record LeftOut(boolean isReliable, List<Integer> primaryKey, Set<Integer> unmentioned) {

  /** All that changes is mentioned. */
  public static final LeftOut IS_UNCHANGED = new LeftOut(true, List.of(), Set.of());

  public LeftOut {
    primaryKey = List.copyOf(primaryKey);
    unmentioned = Set.copyOf(unmentioned);
  }

  boolean isUnchanged(BinlogRowImage after, int column) {
    return !after.mentions(column) && (isReliable || tellsByItself(after, column));
  }

  private boolean tellsByItself(BinlogRowImage after, int column) {
    return !primaryKey.isEmpty()
        && primaryKey.stream().noneMatch(after::mentions)
        && !unmentioned.contains(column);
  }
}
