package dev.freshet.transformers.row;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.expression.BoundExpression;
import dev.freshet.transformers.expression.EvaluationException;
import dev.freshet.transformers.key.BoundKey;

/**
 * Shows another transformer the table as if it held only the rows for which a condition is true: a
 * row that comes to be selected is an insert to it, one that is no longer selected a delete.
 *
 * <p>A row that may have been selected counts as one that was, so that its key goes. A row of which
 * it cannot be told whether it is selected loses its key and is rejected.
 */
final class SelectedRows implements RowTransformer {

  /** Whether a row is selected. */
  private enum Answer {
    YES,
    NO,
    UNKNOWN
  }

  private final TableSchema schema;
  private final BoundExpression where;
  private final int[] whereColumns;
  private final BoundKey key;
  private final RowTransformer selected;
  private String problem = "";
  private String remedy = "";

  /**
   * @param key makes the keys that {@code selected} makes
   * @param selected what is shown the selected rows
   */
  SelectedRows(TableSchema schema, BoundExpression where, BoundKey key, RowTransformer selected) {
    this.schema = schema;
    this.where = where;
    this.whereColumns = where.columns();
    this.key = key;
    this.selected = selected;
  }

  @Override
  public void transform(RowChange change, OperationCollector out) {
    RowImage before = change.before();
    RowImage left = before == null || ask(before) == Answer.NO ? null : before;
    RowImage row = change.after();
    Answer answer = row == null ? Answer.NO : ask(row);
    if (row != null && answer == Answer.YES) {
      selected.transform(
          left == null ? RowChange.insert(schema, row) : RowChange.update(schema, left, row), out);
    } else if (left != null) {
      selected.transform(RowChange.delete(schema, left), out);
    }
    if (row != null && answer == Answer.UNKNOWN) {
      remove(row, out);
    }
  }

  @Override
  public boolean looksAt(int column) {
    return Columns.contains(whereColumns, column) || selected.looksAt(column);
  }

  private Answer ask(RowImage row) {
    int missing = Columns.missing(row, whereColumns);
    if (missing >= 0) {
      problem =
          "the row image lacks the column %s, which where looks at"
              .formatted(schema.columns().get(missing).name());
      remedy = Columns.WHOLE_ROWS;
      return Answer.UNKNOWN;
    }
    try {
      return where.holdsFor(row) ? Answer.YES : Answer.NO;
    } catch (EvaluationException e) {
      problem = "where has no answer for the row: " + e.getMessage();
      remedy = "mend the expression";
      return Answer.UNKNOWN;
    }
  }

  /** Removes the key of a row of which the last answer was that nobody knows. */
  private void remove(RowImage row, OperationCollector out) {
    BoundKey.Outcome outcome = key.render(row);
    CacheKey current = outcome == BoundKey.Outcome.KEY ? key.key() : null;
    if (outcome == BoundKey.Outcome.MISSING) {
      out.stop("%s, and %s; %s".formatted(problem, key.problem(), key.remedy()));
    } else if (current == null) {
      out.reject(null, "%s, and %s; %s".formatted(problem, key.problem(), remedy));
    } else {
      out.delete(current);
      out.reject(
          current,
          "%s, so that the key was removed instead of stored; %s".formatted(problem, remedy));
    }
  }
}
