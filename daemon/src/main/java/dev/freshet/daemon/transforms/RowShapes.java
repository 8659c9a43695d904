package dev.freshet.daemon.transforms;

import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** The shapes that the rows of one table have behind the transforms. Used by one thread. */
final class RowShapes {

  private record Key(Schema schema, TableName name) {}

  private final TableRecords records;
  private final Map<TableSchema, TableSchema> tables;
  private final Map<Key, RowShape> shapes = new LatestEntries<>();
  private final Set<TableName> destinations =
      new TreeSet<>(Comparator.comparing(TableName::toString));
  private @Nullable RowShape last;

  /**
   * @param tables the instances of schemas that were handed out, each under an equal one.
   *     Transformers are bound to instances, and the shards of a table that a transform brings
   *     together are to be one table to them
   */
  RowShapes(TableRecords records, Map<TableSchema, TableSchema> tables) {
    this.records = records;
    this.tables = tables;
  }

  /** What makes the table's records. */
  TableRecords records() {
    return records;
  }

  /** The tables that rows have come to so far. */
  Set<TableName> destinations() {
    return destinations;
  }

  /**
   * The shape of rows.
   *
   * @param schema what came out of the transforms
   * @param name the table that they belong to now
   */
  RowShape of(Schema schema, TableName name) {
    RowShape latest = last;
    if (latest == null || !latest.isOf(schema, name)) {
      latest = shapes.computeIfAbsent(new Key(schema, name), unused -> shape(schema, name));
      last = latest;
    }
    return latest;
  }

  private RowShape shape(Schema schema, TableName name) {
    destinations.add(name);
    RowShape shape = RowShape.of(records, schema, name);
    return shape.with(tables.computeIfAbsent(shape.table(), made -> made));
  }
}
