package dev.freshet.connector.value;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;

/** One row of a row event. Keeps the event's bytes and decodes a value when it is asked for. */
public final class BinlogRowImage implements RowImage {

  static final int NULL = -1;
  static final int ABSENT = -2;

  /** Of a column that has changed, and of which only the difference is there. */
  static final int DIFFERENCE = -3;

  private final RowLayout layout;
  private final byte[] buffer;
  private final int[] offsets;
  private final int end;

  BinlogRowImage(RowLayout layout, byte[] buffer, int[] offsets, int end) {
    this.layout = layout;
    this.buffer = buffer;
    this.offsets = offsets;
    this.end = end;
  }

  /** Where the row ends in its event. */
  public int end() {
    return end;
  }

  @Override
  public boolean has(int column) {
    return offsets[column] > ABSENT;
  }

  /** Whether the image has anything of the column, if only what has become different. */
  boolean mentions(int column) {
    return offsets[column] != ABSENT;
  }

  @Override
  public boolean isNull(int column) {
    return offsets[column] == NULL;
  }

  @Override
  public void write(int column, ValueWriter out) {
    int offset = offsets[column];
    if (offset == NULL) {
      out.writeNull();
    } else if (offset >= 0) {
      layout.decoder(column).write(buffer, offset, out);
    } else {
      throw new IllegalStateException("the row image does not hold column " + column);
    }
  }
}
