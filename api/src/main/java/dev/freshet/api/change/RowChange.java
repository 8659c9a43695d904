package dev.freshet.api.change;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row inserted, updated or deleted.
 *
 * @param schema the table's definition at this point of the stream
 * @param kind what happened
 * @param before the row before the change; null for an insert
 * @param after the row after the change; null for a delete. Where an update's event does not hold
 *     all of it, it has what the row before tells of it, too
 */
public record RowChange(
    TableSchema schema, Kind kind, @Nullable RowImage before, @Nullable RowImage after)
    implements Change {

  /** What happened to the row. */
  public enum Kind {
    INSERT,
    UPDATE,
    DELETE
  }

  public static RowChange insert(TableSchema schema, RowImage after) {
    return new RowChange(schema, Kind.INSERT, null, after);
  }

  public static RowChange update(TableSchema schema, RowImage before, RowImage after) {
    return new RowChange(schema, Kind.UPDATE, before, after);
  }

  public static RowChange delete(TableSchema schema, RowImage before) {
    return new RowChange(schema, Kind.DELETE, before, null);
  }

  @Override
  public TableName table() {
    return schema.table();
  }

  /** The row before the change, of an update or a delete. */
  public RowImage requireBefore() {
    return Objects.requireNonNull(before, "an insert has no image before the change");
  }

  /** The row after the change, of an insert or an update. */
  public RowImage requireAfter() {
    return Objects.requireNonNull(after, "a delete has no image after the change");
  }
}
