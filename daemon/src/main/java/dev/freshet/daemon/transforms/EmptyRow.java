package dev.freshet.daemon.transforms;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;

/** A row of which every column is NULL. Immutable and thread-safe. */
public final class EmptyRow implements RowImage {

  @Override
  public boolean has(int column) {
    return true;
  }

  @Override
  public boolean isNull(int column) {
    return true;
  }

  @Override
  public void write(int column, ValueWriter out) {
    out.writeNull();
  }
}
