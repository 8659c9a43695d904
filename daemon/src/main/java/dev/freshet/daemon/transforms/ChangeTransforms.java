package dev.freshet.daemon.transforms;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.daemon.plugin.PluginFailure;
import dev.freshet.daemon.transforms.TableRecords.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Takes the changes of one pipeline through the transforms. Used by one thread at a time. */
public final class ChangeTransforms implements AutoCloseable {

  private final Transforms transforms;
  private final Map<TableName, RowShapes> tables = new HashMap<>();
  private final Map<TableSchema, TableSchema> schemas = new LatestEntries<>();
  private final Map<Schema, Schema> rows = new LatestEntries<>();
  private @Nullable RowShapes last;

  /** Null until it is needed, and after a call was given up: its thread may still be inside. */
  private @Nullable TransformChain chain;

  ChangeTransforms(Transforms transforms) {
    this.transforms = transforms;
  }

  /**
   * Takes a change through.
   *
   * @param commitMicros when it was committed, microseconds since the epoch
   */
  public TransformedChange apply(RowChange change, long commitMicros) {
    RowShapes shapes = shapes(change.schema());
    try {
      RowChange made = transformed(change, shapes, commitMicros);
      if (made == null) {
        transforms.countDropped();
        return new TransformedChange.Dropped();
      }
      return new TransformedChange.Passed(made);
    } catch (TransformFailure failure) {
      return failed(change, shapes, commitMicros, failure);
    } catch (RuntimeException | StackOverflowError e) {
      return failed(change, shapes, commitMicros, TransformFailure.unconverted(e));
    }
  }

  private RowShapes shapes(TableSchema table) {
    RowShapes latest = last;
    if (latest == null || !isFor(latest, table)) {
      latest = tables.get(table.table());
      if (latest == null || !isFor(latest, table)) {
        Schema row =
            rows.computeIfAbsent(TableRecords.rowSchema(table, transforms.topics()), made -> made);
        latest =
            new RowShapes(
                new TableRecords(table, row, transforms.topics(), transforms.zone()), schemas);
        tables.put(table.table(), latest);
      }
      last = latest;
    }
    return latest;
  }

  @SuppressWarnings("ReferenceEquality") // a source keeps the instance while the definition stays
  private static boolean isFor(RowShapes shapes, TableSchema table) {
    return shapes.records().table() == table;
  }

  /** The change as it comes out; null if it is dropped. */
  private @Nullable RowChange transformed(RowChange change, RowShapes shapes, long commitMicros)
      throws TransformFailure {
    TableRecords records = shapes.records();
    ConnectRow before = records.read(change.before());
    ConnectRow after = records.read(change.after());
    SourceRecord made = pass(records.event(operation(change.kind()), before, after, commitMicros));
    if (made == null && change.kind() == RowChange.Kind.DELETE) {
      made = pass(records.tombstone(before, commitMicros));
    }
    if (made == null) {
      return null;
    }
    MadeRows rows = MadeRows.of(made, change.kind());
    if (rows.before() == null && (before != null || rows.after() == null)) {
      rows = rows.withBefore(asItWas(before == null ? after : before, records, commitMicros));
    }
    return rows.change(change, shapes, table(rows, records), before, after);
  }

  private static Operation operation(RowChange.Kind kind) {
    return switch (kind) {
      case INSERT -> Operation.CREATE;
      case UPDATE -> Operation.UPDATE;
      case DELETE -> Operation.DELETE;
    };
  }

  /**
   * What the transforms make of the row before the change where they have not told with the change
   * itself: what they make of an update that leaves this row as it is. Null if they drop that: then
   * the row was not there to those behind them.
   */
  private @Nullable MadeRows asItWas(
      @Nullable ConnectRow row, TableRecords records, long commitMicros) throws TransformFailure {
    SourceRecord made = pass(records.event(Operation.UPDATE, row, row, commitMicros));
    return made == null ? null : MadeRows.of(made, RowChange.Kind.UPDATE);
  }

  private TableName table(MadeRows made, TableRecords records) throws TransformFailure {
    return records.topic().equals(made.topic())
        ? records.table().table()
        : transforms.topics().table(made.topic());
  }

  private @Nullable SourceRecord pass(SourceRecord record) throws TransformFailure {
    TransformChain usable = null;
    try {
      usable = chain();
      TransformChain running = usable;
      return transforms.calls().call(() -> running.apply(record));
    } catch (PluginFailure failure) {
      if (failure.abandoned()) {
        chain = null;
      }
      throw usable == null
          ? new TransformFailure(
              TransformFailure.RESULT, "the chain of transforms " + failure.text())
          : new TransformFailure(
              usable.running(), "transform %s %s".formatted(usable.running(), failure.text()));
    }
  }

  private TransformChain chain() throws PluginFailure {
    TransformChain usable = chain;
    if (usable == null) {
      usable = transforms.chain();
      chain = usable;
    }
    return usable;
  }

  private TransformedChange failed(
      RowChange change, RowShapes shapes, long commitMicros, TransformFailure failure) {
    transforms.report(change.table(), failure);
    TableSchema schema = change.schema();
    List<RowChange> stale = new ArrayList<>();
    for (TableName name : destinations(change.table())) {
      TableSchema as =
          name.equals(change.table())
              ? schema
              : schemas.computeIfAbsent(
                  new TableSchema(name, schema.columns(), schema.primaryKey()), made -> made);
      stale.add(new RowChange(as, change.kind(), change.before(), change.after()));
    }
    if (chain != null) {
      addRemoval(change.before(), shapes, commitMicros, stale);
      addRemoval(change.after(), shapes, commitMicros, stale);
    }
    return new TransformedChange.Failed(
        failure.text()
            + ": the keys that its rows have without transforms are removed, and those with them as far"
            + " as they can be told; others may be stale; mend the transform",
        List.copyOf(stale));
  }

  /** Adds the removal of a row as the transforms make it by itself, if they do. */
  private void addRemoval(
      @Nullable RowImage image, RowShapes shapes, long commitMicros, List<RowChange> stale) {
    try {
      ConnectRow row = shapes.records().read(image);
      MadeRows made = row == null ? null : asItWas(row, shapes.records(), commitMicros);
      Struct struct = made == null ? null : made.after();
      if (made != null && struct != null) {
        RowShape shape = shapes.of(struct.schema(), table(made, shapes.records()));
        stale.add(RowChange.delete(shape.table(), shape.image(row, struct)));
      }
    } catch (TransformFailure | RuntimeException | StackOverflowError e) {
      // the rows without transforms are all that there is
    }
  }

  /** The tables that changes of {@code table} go to, as far as is known, itself among them. */
  public Set<TableName> destinations(TableName table) {
    Set<TableName> names = new LinkedHashSet<>();
    names.add(table);
    names.add(transforms.routed(table));
    RowShapes known = tables.get(table);
    if (known != null) {
      names.addAll(known.destinations());
    }
    return names;
  }

  /** Has the transforms let go of what they hold. */
  @Override
  public void close() {
    transforms.close(chain);
    chain = null;
  }
}
