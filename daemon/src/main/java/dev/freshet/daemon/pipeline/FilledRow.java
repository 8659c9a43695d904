package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;
import java.util.function.IntPredicate;

/**
 * A row image with columns of another row where it has none itself. Immutable.
 *
 * @param given the image
 * @param filler a row with all columns
 * @param mayFill whether the filler's value may stand for a column
 */
record FilledRow(RowImage given, RowImage filler, IntPredicate mayFill) implements RowImage {

  @Override
  public boolean has(int column) {
    return given.has(column) || mayFill.test(column);
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
    return given.has(column) || !mayFill.test(column) ? given : filler;
  }
}
