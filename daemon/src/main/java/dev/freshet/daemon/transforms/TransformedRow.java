package dev.freshet.daemon.transforms;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;
import org.jspecify.annotations.Nullable;

/**
 * A row that transforms have changed. Values that they have left alone are written by the image
 * that they came from, to the byte as without transforms. Immutable and thread-safe.
 */
final class TransformedRow implements RowImage {

  /** Stands for the value of a column that the row does not have. */
  static final Object ABSENT = new Object();

  private final RowShape shape;
  private final @Nullable ConnectRow original;
  private final @Nullable Object[] values;

  TransformedRow(RowShape shape, @Nullable ConnectRow original, @Nullable Object[] values) {
    this.shape = shape;
    this.original = original;
    this.values = values;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // ABSENT is one object
  public boolean has(int column) {
    int origin = shape.origin(original, column, values[column]);
    return (original != null && origin >= 0)
        ? original.image().has(origin)
        : values[column] != ABSENT;
  }

  @Override
  public boolean isNull(int column) {
    int origin = shape.origin(original, column, values[column]);
    return (original != null && origin >= 0)
        ? original.image().isNull(origin)
        : values[column] == null;
  }

  @Override
  public void write(int column, ValueWriter out) {
    Object value = values[column];
    int origin = shape.origin(original, column, value);
    if (original != null && origin >= 0) {
      original.image().write(origin, out);
    } else if (value == null) {
      out.writeNull();
    } else {
      shape.writer(column).write(value, out);
    }
  }
}
