package dev.freshet.connector.query;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of a query's result. Immutable and thread-safe. */
final class QueryRow implements RowImage {

  private final QueryColumn[] columns;
  private final List<byte @Nullable []> values;
  private final ZoneId zone;

  /**
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  QueryRow(QueryColumn[] columns, List<byte @Nullable []> values, ZoneId zone) {
    this.columns = columns;
    this.values = values;
    this.zone = zone;
  }

  /** A value as the server gave it, which must not be NULL. */
  byte[] bytes(int column) {
    return Objects.requireNonNull(values.get(column));
  }

  @Override
  public boolean has(int column) {
    return true;
  }

  @Override
  public boolean isNull(int column) {
    return values.get(column) == null;
  }

  @Override
  public void write(int column, ValueWriter out) {
    byte[] value = values.get(column);
    if (value == null) {
      out.writeNull();
    } else {
      columns[column].write(value, zone, out);
    }
  }
}
