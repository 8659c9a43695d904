package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.Transformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which transformers a table's changes go to, bound to the table's present schema. Used by
 * one pipeline thread.
 */
final class TableMapping {

  private static final Logger LOG = LoggerFactory.getLogger(TableMapping.class);

  /**
   * A transformer for one table.
   *
   * @param name its configured name
   * @param bound it, bound to the schema; only to remove keys if the table lacks what values are
   *     made of; null if the table lacks what keys are made of
   * @param bindProblem why it could not be bound as it should; empty if it could
   * @param columns the positions of the columns of a row after a change that it looks at
   */
  record Binding(
      String name, @Nullable RowTransformer bound, String bindProblem, List<Integer> columns) {

    /** Whether it looks at a column that a row after a change does not hold. */
    boolean misses(RowImage row) {
      for (int i = 0; i < columns.size(); i++) {
        if (!row.has(columns.get(i))) {
          return true;
        }
      }
      return false;
    }
  }

  private record BoundTable(TableSchema schema, List<Binding> bindings) {}

  private final Map<String, Transformer> transformers;
  private final Map<TableName, BoundTable> tables = new HashMap<>();

  /** Rows of one table mostly come together. */
  private @Nullable BoundTable last;

  /**
   * @param transformers the configured transformers by name, in the order of the configuration
   */
  TableMapping(Map<String, Transformer> transformers) {
    this.transformers = transformers;
  }

  /** The transformers for a table whose definition is {@code schema}. */
  List<Binding> bindings(TableSchema schema) {
    BoundTable latest = last;
    if (latest == null || !isFor(latest, schema)) {
      latest = bound(schema);
      last = latest;
    }
    return latest.bindings();
  }

  private BoundTable bound(TableSchema schema) {
    BoundTable known = tables.get(schema.table());
    if (known == null || !isFor(known, schema)) {
      known = new BoundTable(schema, bind(schema));
      tables.put(schema.table(), known);
    }
    return known;
  }

  @SuppressWarnings("ReferenceEquality") // a source keeps the instance while the definition stays
  private static boolean isFor(BoundTable table, TableSchema schema) {
    return table.schema() == schema;
  }

  /** The names of the transformers that map {@code table}. */
  List<String> names(TableName table) {
    return transformers.entrySet().stream()
        .filter(entry -> entry.getValue().tables().matches(table))
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<Binding> bind(TableSchema schema) {
    List<Binding> bindings = new ArrayList<>();
    transformers.forEach(
        (name, transformer) -> {
          if (transformer.tables().matches(schema.table())) {
            bindings.add(bind(name, transformer, schema));
          }
        });
    return bindings;
  }

  private static Binding bind(String name, Transformer transformer, TableSchema schema) {
    try {
      return binding(name, transformer.bind(schema), "", schema);
    } catch (BindException e) {
      return bindRemoval(name, transformer, schema, String.valueOf(e.getMessage()));
    }
  }

  private static Binding binding(
      String name, RowTransformer bound, String problem, TableSchema schema) {
    List<Integer> columns =
        IntStream.range(0, schema.columns().size()).filter(bound::looksAt).boxed().toList();
    return new Binding(name, bound, problem, columns);
  }

  private static Binding bindRemoval(
      String name, Transformer transformer, TableSchema schema, String problem) {
    try {
      RowTransformer bound = RemovedKeys.by(transformer.bindRemoval(schema));
      LOG.error(
          "Transformer {} does not fit table {}: {} Each of its changes removes the keys of the row,"
              + " and becomes a dead letter.",
          name,
          schema.table(),
          problem);
      return binding(
          name, bound, problem + " The keys of the row are removed instead of stored.", schema);
    } catch (BindException e) {
      LOG.error(
          "Transformer {} does not fit table {}: {} Its changes become dead letters.",
          name,
          schema.table(),
          problem);
      return new Binding(name, null, problem, List.of());
    }
  }
}
