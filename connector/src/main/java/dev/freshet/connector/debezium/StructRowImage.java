package dev.freshet.connector.debezium;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;
import java.util.List;
import org.apache.kafka.connect.data.Struct;

/**
 * A row in Debezium's form.
 *
 * @param columns its columns
 * @param row what Debezium tells, which nobody changes
 */
record StructRowImage(List<RecordColumn> columns, Struct row) implements RowImage {

  @Override
  public boolean has(int column) {
    return true;
  }

  @Override
  public boolean isNull(int column) {
    return row.getWithoutDefault(columns.get(column).field().name()) == null;
  }

  @Override
  public void write(int column, ValueWriter out) {
    RecordColumn written = columns.get(column);
    Object value = row.getWithoutDefault(written.field().name());
    if (value == null) {
      out.writeNull();
    } else {
      written.codec().write(value, out);
    }
  }
}
