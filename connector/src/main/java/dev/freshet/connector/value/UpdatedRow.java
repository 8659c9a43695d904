package dev.freshet.connector.value;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;

/**
 * The row after an update of which the event does not hold every column: the value of one that was
 * not changed is that of the image before the change, if that holds it ({@code binlog_row_image}
 * MINIMAL and NOBLOB, and MariaDB's FULL_NODUP). Immutable.
 *
 * @param before the image before the change
 * @param after the image after the change
 * @param leftOut what it means that the image after the change does not mention a column
 */
public record UpdatedRow(BinlogRowImage before, BinlogRowImage after, LeftOut leftOut)
    implements RowImage {

  @Override
  public boolean has(int column) {
    return holder(column).has(column);
  }

  @Override
  public boolean isUnchanged(int column) {
    return leftOut.isUnchanged(after, column);
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
    return isUnchanged(column) ? before : after;
  }
}
