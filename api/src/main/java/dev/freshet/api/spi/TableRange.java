package dev.freshet.api.spi;

import org.jspecify.annotations.Nullable;

/**
 * Rows of a table that follow each other in the order of a key of it. Immutable and thread-safe.
 *
 * @param after behind which place it begins, in the direction in which it is read: what {@link
 *     TableChunk#end} or {@link Database#cut} said; null where it begins with the first row
 * @param until the place up to which it goes, which is part of it: what {@link Database#cut} said;
 *     null where it goes up to the last row
 * @param descending whether it is read from the highest key down to the lowest
 */
public record TableRange(@Nullable String after, @Nullable String until, boolean descending) {

  /**
   * All rows behind a place, from the lowest key up to the highest.
   *
   * @param after the place; null for all rows of the table
   */
  public static TableRange behind(@Nullable String after) {
    return new TableRange(after, null, false);
  }
}
