package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.daemon.transforms.EmptyRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change whose row has to be read from the database, since the binlog does not hold all of it or
 * a newer one has been read already.
 *
 * @param change the change as it stands in the binlog
 * @param binding whom it is for; null if it has yet to run through the transforms
 * @param position the position of its transaction, or of its chunk
 * @param order its place in the source's history
 * @param commitMicros when it was committed, microseconds since the epoch; 0 where it is not known
 */
record IncompleteRow(
    RowChange change,
    TableMapping.@Nullable Binding binding,
    SourcePosition position,
    long order,
    long commitMicros) {

  private static final RowImage NULLS = new EmptyRow();

  TableSchema table() {
    return change.schema();
  }

  /**
   * What tells the row apart from others, as it is printed, by column; empty where that is not
   * known.
   */
  Optional<Map<String, String>> primaryKey() {
    RowImage row = change.requireAfter();
    List<Integer> parts = table().primaryKey();
    Map<String, String> key = new HashMap<>();
    for (int part : parts) {
      if (!row.has(part) || row.isNull(part)) {
        return Optional.empty();
      }
      key.put(table().columns().get(part).name(), PrintedValue.of(row, part));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(key);
  }

  /**
   * The change to the row as it is now. What the change left as it was, the row before has, too: a
   * later change of that is still to come.
   */
  RowChange completed(RowImage row) {
    return new RowChange(table(), change.kind(), filledBefore(row), row);
  }

  /**
   * The change to a row that is no longer there: what the binlog does not hold of it is NULL, for
   * which there are no keys. Those that the row had are dealt with by the change that has removed
   * it, which is still to come.
   */
  RowChange gone() {
    return new RowChange(
        table(),
        change.kind(),
        filledBefore(NULLS),
        new FilledRow(change.requireAfter(), NULLS, column -> true));
  }

  private @Nullable RowImage filledBefore(RowImage filler) {
    RowImage before = change.before();
    return before == null
        ? null
        : new FilledRow(before, filler, change.requireAfter()::isUnchanged);
  }
}
