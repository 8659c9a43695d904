package dev.freshet.daemon.origin;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.KeyTrace;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.pipeline.RowOperations;
import dev.freshet.daemon.transforms.Transforms;
import dev.freshet.daemon.transforms.TransformsConfiguration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Finds out for many keys at once what transformers make of the database as it is now. Used by one
 * thread.
 */
public final class KeysMade implements AutoCloseable {

  /** Keys are of one row mostly; more rows than these are not looked at. */
  private static final int MOST_ROWS = 5;

  private final Map<String, Transformer> transformers;
  private final Transforms transforms;
  private final Database database;
  private final ExecutorService queries;
  private final List<TableSchema> gone;
  private final Map<String, List<TableSchema>> tables = new HashMap<>();
  private final Set<TableName> missing = new HashSet<>();
  private final Map<String, RowOperations> ofRows = new HashMap<>();
  private final Map<String, RowOperations> ofQueries = new HashMap<>();

  /**
   * @param transformers the transformers by name
   * @param transforms what rows run through before
   * @param queries makes calls to the database
   * @param gone tables that are known to have been dropped, as they were
   */
  public KeysMade(
      Map<String, Transformer> transformers,
      Transforms transforms,
      Database database,
      ExecutorService queries,
      List<TableSchema> gone) {
    this.gone = List.copyOf(gone);
    this.transformers = transformers;
    this.transforms = transforms;
    this.database = database;
    this.queries = queries;
  }

  /** What is made under one key. Used by one thread. */
  public static final class Made {

    private final Map<String, List<CacheOperation>> values = new LinkedHashMap<>();
    private final Set<String> undecided = new HashSet<>();
    private @Nullable TableName table;

    /** The transformers that store something of the database under the key, in their order. */
    public Set<String> transformers() {
      return values.keySet();
    }

    /**
     * What one of them would store now; empty if nothing, more than one where rows have the same
     * key.
     */
    public List<CacheOperation> values(String transformer) {
      return values.getOrDefault(transformer, List.of());
    }

    /** A table that may have rows of the key; null if there is none. */
    public @Nullable TableName table() {
      return table;
    }

    /** The transformers that have to do with the key, and of which it cannot be told what. */
    public Set<String> undecided() {
      return undecided;
    }
  }

  /** A key as it was read. */
  private record Reading(CacheKey key, TableFilter tables, Map<String, String> columns) {}

  /**
   * What is made under each key. Blocks.
   *
   * @param position a place that the database has surely reached
   */
  public Map<CacheKey, Made> of(Collection<CacheKey> keys, SourcePosition position)
      throws QueryException, InterruptedException {
    Map<CacheKey, Made> made = new LinkedHashMap<>();
    keys.forEach(key -> made.put(key, new Made()));
    for (Map.Entry<String, Transformer> transformer : transformers.entrySet()) {
      String name = transformer.getKey();
      Map<Set<String>, List<Reading>> rows = new LinkedHashMap<>();
      List<Reading> objects = new ArrayList<>();
      made.forEach(
          (key, ofKey) -> {
            if (transformer.getValue().trace(key) instanceof KeyTrace.OfRows trace) {
              sort(key, trace, name, ofKey, rows, objects);
            }
          });
      for (List<Reading> alike : rows.values()) {
        findRows(name, alike, position, made);
      }
      if (!objects.isEmpty()) {
        reload(name, objects, position, made);
      }
    }
    return made;
  }

  private static void sort(
      CacheKey key,
      KeyTrace.OfRows trace,
      String name,
      Made made,
      Map<Set<String>, List<Reading>> rows,
      List<Reading> objects) {
    switch (trace.content()) {
      case ROW -> {
        for (Map<String, String> columns : trace.columns()) {
          rows.computeIfAbsent(columns.keySet(), unused -> new ArrayList<>())
              .add(new Reading(key, trace.tables(), columns));
        }
      }
      case QUERY ->
          trace
              .columns()
              .forEach(columns -> objects.add(new Reading(key, trace.tables(), columns)));
      case HISTORY, NOTHING -> made.undecided.add(name);
    }
  }

  private void findRows(
      String name, List<Reading> readings, SourcePosition position, Map<CacheKey, Made> made)
      throws QueryException, InterruptedException {
    List<TableSchema> possible = tables(name, readings.get(0).tables());
    if (possible.isEmpty()) {
      undecide(name, readings, made);
    }
    for (TableSchema table : possible) {
      List<Map<String, String>> searches = new ArrayList<>();
      for (Reading reading : readings) {
        if (GivenRow.printed(table, reading.columns()).isPresent()) {
          note(name, reading, table, made);
          searches.add(reading.columns());
        }
      }
      if (searches.isEmpty() || missing.contains(table.table())) {
        continue;
      }
      List<List<RowImage>> found = database.find(table, searches, MOST_ROWS);
      RowOperations operations =
          ofRows.computeIfAbsent(name, unused -> operations(name, transforms));
      // rows that make the same key are looked at one after the other: a later one would win
      for (int nth = 0; nth < MOST_ROWS; nth++) {
        List<RowImage> rows = new ArrayList<>();
        for (List<RowImage> each : found) {
          if (each.size() > nth) {
            rows.add(each.get(nth));
          }
        }
        if (!rows.isEmpty()) {
          take(name, operations.of(table, rows, position), readings, made);
        }
      }
    }
  }

  /** What the key tells is what rows hold behind the transforms. */
  private void reload(
      String name, List<Reading> readings, SourcePosition position, Map<CacheKey, Made> made)
      throws QueryException, InterruptedException {
    List<TableSchema> possible = tables(name, readings.get(0).tables());
    if (possible.isEmpty()) {
      undecide(name, readings, made);
      return;
    }
    TableSchema before = possible.get(0);
    TableSchema table =
        new TableSchema(transforms.routed(before.table()), before.columns(), before.primaryKey());
    List<GivenRow> rows = new ArrayList<>();
    for (Reading reading : readings) {
      Optional<GivenRow> row = GivenRow.printed(table, reading.columns());
      if (row.isPresent()) {
        note(name, reading, before, made);
        rows.add(row.get());
      }
    }
    RowOperations operations =
        ofQueries.computeIfAbsent(
            name,
            unused -> operations(name, TransformsConfiguration.NONE.create("", ZoneOffset.UTC)));
    take(name, operations.of(table, rows, position), readings, made);
  }

  /** A row of the table may have the key. */
  private static void note(
      String name, Reading reading, TableSchema table, Map<CacheKey, Made> made) {
    Made of = made.computeIfAbsent(reading.key(), unused -> new Made());
    of.values.computeIfAbsent(name, unused -> new ArrayList<>());
    of.table = table.table();
  }

  private static void undecide(String name, List<Reading> readings, Map<CacheKey, Made> made) {
    for (Reading reading : readings) {
      made.computeIfAbsent(reading.key(), unused -> new Made()).undecided.add(name);
    }
  }

  private RowOperations operations(String name, Transforms through) {
    Transformer transformer = Objects.requireNonNull(transformers.get(name), name);
    return new RowOperations(Map.of(name, transformer), through, database, queries);
  }

  private static void take(
      String name,
      RowOperations.Made operations,
      List<Reading> readings,
      Map<CacheKey, Made> made) {
    if (!operations.isComplete()) {
      undecide(name, readings, made);
    }
    for (CacheOperation operation : operations.operations()) {
      Made of = made.get(operation.key());
      if (of != null && operation.kind() == CacheOperation.Kind.SET) {
        of.values.computeIfAbsent(name, unused -> new ArrayList<>()).add(operation);
      }
    }
    for (CacheKey rejected : operations.rejected()) {
      Made of = made.get(rejected);
      if (of != null) {
        of.undecided.add(name);
      }
    }
  }

  /** Looks up anew which tables there are: one that was dropped may be there again. */
  public void lookUpTables() {
    if (!gone.isEmpty()) {
      tables.clear();
    }
  }

  private List<TableSchema> tables(String name, TableFilter filter) throws QueryException {
    List<TableSchema> known = tables.get(name);
    if (known == null) {
      TableFilter leading = transforms.leadingTo(filter);
      known = new ArrayList<>(database.tables(leading));
      for (TableSchema table : gone) {
        boolean isMissing = !contains(known, table.table());
        if (isMissing && leading.matches(table.table())) {
          known.add(table);
          missing.add(table.table());
        } else if (!isMissing) {
          missing.remove(table.table());
        }
      }
      tables.put(name, known);
    }
    return known;
  }

  private static boolean contains(List<TableSchema> tables, TableName name) {
    return tables.stream().anyMatch(table -> table.table().equals(name));
  }

  /** Lets go of what transforms hold. */
  @Override
  public void close() {
    ofRows.values().forEach(RowOperations::close);
    ofQueries.values().forEach(RowOperations::close);
  }
}
