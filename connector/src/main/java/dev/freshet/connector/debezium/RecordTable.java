package dev.freshet.connector.debezium;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A mapped table as records tell it. Immutable and thread-safe.
 *
 * @param schema its columns as transformers see them
 * @param columns the same columns, with what to make of their values
 */
record RecordTable(TableSchema schema, List<RecordColumn> columns) {

  private static final int ROW_BYTES = 64;

  RecordTable {
    columns = List.copyOf(columns);
  }

  /** A row of this table. */
  RowImage image(Struct row) {
    return new StructRowImage(columns, row);
  }

  /** About how many bytes a row keeps in use; 0 for none. */
  long bytes(@Nullable Struct row) {
    if (row == null) {
      return 0;
    }
    long bytes = ROW_BYTES;
    for (RecordColumn column : columns) {
      bytes += RecordColumn.bytes(row.get(column.field()));
    }
    return bytes;
  }
}
