package dev.freshet.daemon.transforms;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of one table look like when they have been through the transforms: which columns
 * there are, and which of them are the table's own. Immutable.
 *
 * <p>A field is a column of the table's own if it has that column's schema, of which there is one
 * instance for each column: so a column is known under another name, too. Failing that, it is one
 * that has the name of a column and an equal schema.
 */
final class RowShape {

  private static final int NEW = -1;

  private final TableSchema table;
  private final Schema schema;
  private final boolean sameColumns;
  private final int[] origins;
  private final ConnectValue[] writers;

  private RowShape(
      TableSchema table,
      Schema schema,
      boolean sameColumns,
      int[] origins,
      ConnectValue[] writers) {
    this.table = table;
    this.schema = schema;
    this.sameColumns = sameColumns;
    this.origins = origins;
    this.writers = writers;
  }

  /**
   * The shape of rows.
   *
   * @param records of the table that they come from
   * @param schema what came out of the transforms
   * @param name the table that they belong to now
   */
  static RowShape of(TableRecords records, Schema schema, TableName name) {
    List<Column> columns = new ArrayList<>();
    int[] origins = new int[schema.fields().size()];
    ConnectValue[] writers = new ConnectValue[origins.length];
    for (Field field : schema.fields()) {
      int origin = origin(field, records.row());
      origins[field.index()] = origin;
      Column column = ConnectColumn.of(field);
      if (origin != NEW) {
        Column own = records.table().columns().get(origin);
        column = new Column(field.name(), own.type(), own.declaration());
      }
      columns.add(column);
      writers[field.index()] =
          new ConnectValue(field.schema(), column.declaration(), records.zone());
    }
    boolean sameColumns =
        columns.equals(records.table().columns())
            && Arrays.equals(origins, IntStream.range(0, origins.length).toArray());
    TableSchema table =
        sameColumns && name.equals(records.table().table())
            ? records.table()
            : new TableSchema(name, columns, moved(records.table().primaryKey(), origins));
    return new RowShape(table, schema, sameColumns, origins, writers);
  }

  @SuppressWarnings("ReferenceEquality") // each column's schema is an instance of its own
  private static int origin(Field field, Schema row) {
    for (Field own : row.fields()) {
      if (own.schema() == field.schema()) {
        return own.index();
      }
    }
    Field named = row.field(field.name());
    return named != null && named.schema().equals(field.schema()) ? named.index() : NEW;
  }

  /** Where the primary key's parts are now; empty unless all are there. */
  private static List<Integer> moved(List<Integer> primaryKey, int[] origins) {
    List<Integer> moved = new ArrayList<>();
    for (int part : primaryKey) {
      for (int i = 0; i < origins.length; i++) {
        if (origins[i] == part) {
          moved.add(i);
          break;
        }
      }
    }
    return moved.size() == primaryKey.size() ? moved : List.of();
  }

  /** The columns and the table that they belong to; the table's own instance if nothing differs. */
  TableSchema table() {
    return table;
  }

  /** The same with another instance of an equal {@link #table}. */
  RowShape with(TableSchema equal) {
    return new RowShape(equal, schema, sameColumns, origins, writers);
  }

  /** Whether it is the shape of rows with {@code other}. */
  @SuppressWarnings("ReferenceEquality") // whoever is not sure compares by equality
  boolean isOf(Schema other, TableName name) {
    return schema == other && table.table().equals(name);
  }

  /**
   * The row that came out of the transforms.
   *
   * @param original the row that went in; null if there was none
   */
  RowImage image(@Nullable ConnectRow original, Struct struct) {
    @Nullable Object[] values = new Object[origins.length];
    boolean unchanged = sameColumns && original != null;
    for (Field field : schema.fields()) {
      Object value = value(field, struct);
      values[field.index()] = value;
      unchanged = unchanged && isOwn(original, field.index(), value);
    }
    return unchanged && original != null
        ? original.image()
        : new TransformedRow(this, original, values);
  }

  @SuppressWarnings("ReferenceEquality") // rows mostly share one instance
  private @Nullable Object value(Field field, Struct struct) {
    if (struct.schema() == schema) {
      return struct.get(field);
    }
    Field same = struct.schema().field(field.name());
    return same == null ? TransformedRow.ABSENT : struct.get(same);
  }

  private boolean isOwn(@Nullable ConnectRow original, int column, @Nullable Object value) {
    return original != null && origins[column] != NEW && original.isOwn(origins[column], value);
  }

  /** The column of the original that a value was taken over from; -1 if it is a new value. */
  int origin(@Nullable ConnectRow original, int column, @Nullable Object value) {
    return isOwn(original, column, value) ? origins[column] : NEW;
  }

  /** Writes the new values of a column. */
  ConnectValue writer(int column) {
    return writers[column];
  }
}
