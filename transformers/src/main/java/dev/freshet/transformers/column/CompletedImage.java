package dev.freshet.transformers.column;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;

/**
 * The row after an update of which the binlog holds only a part: a column that is missing in the
 * image after the change was not changed, so that its value may be taken from the image before the
 * change (MySQL's {@code binlog_row_image} MINIMAL and NOBLOB, MariaDB's FULL_NODUP). Immutable.
 *
 * @param after the image after the change
 * @param before the image before the change
 */
public record CompletedImage(RowImage after, RowImage before) implements RowImage {

  /** What to do about images that lack a column, in words for people. */
  public static final String REMEDY =
      "set binlog_row_image=FULL on the server and in every session";

  /**
   * The row after {@code change}, as complete as it can be had.
   *
   * @param needed the columns that will be asked for; what others look like does not matter
   */
  public static RowImage of(RowChange change, int[] needed) {
    RowImage after = change.requireAfter();
    RowImage before = change.before();
    return before == null || missing(after, needed) < 0 ? after : new CompletedImage(after, before);
  }

  /** The first of {@code columns} that {@code image} does not hold, or -1 if it holds all. */
  public static int missing(RowImage image, int[] columns) {
    for (int column : columns) {
      if (!image.has(column)) {
        return column;
      }
    }
    return -1;
  }

  @Override
  public boolean has(int column) {
    return after.has(column) || before.has(column);
  }

  @Override
  public boolean isNull(int column) {
    return holder(column).isNull(column);
  }

  @Override
  public void write(int column, ValueWriter out) {
    holder(column).write(column, out);
  }

  private RowImage holder(int column) {
    return after.has(column) ? after : before;
  }
}
