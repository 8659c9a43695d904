package dev.freshet.daemon.scan;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.transforms.Transforms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table that is read whole.
 *
 * @param schema what it looks like now
 * @param filling makes values of its rows, by name
 */
public record SourceTable(TableSchema schema, Map<String, Transformer> filling) {

  /**
   * The tables that lead to what some transformers store, but for those that {@link SourceKeys}
   * have all of it. Blocks.
   *
   * @param transformers the transformers by name
   * @param transforms what rows run through before
   */
  public static List<SourceTable> of(
      Map<String, Transformer> transformers, Transforms transforms, Database database)
      throws QueryException {
    Map<String, Transformer> read = new LinkedHashMap<>(transformers);
    read.values().removeIf(transformer -> transformer.keyQuery().isPresent());
    List<SourceTable> tables = new ArrayList<>();
    for (TableSchema schema : leadingTo(read, transforms, database)) {
      Map<String, Transformer> filling = new LinkedHashMap<>();
      read.forEach(
          (name, transformer) -> {
            if (transforms.leadingTo(transformer.sources()).matches(schema.table())) {
              filling.put(name, new Filling(transformer));
            }
          });
      tables.add(new SourceTable(schema, filling));
    }
    return tables;
  }

  /**
   * About how many rows there are in the tables whose rows make keys of some transformers; of those
   * that have a query for keys, too, which is not run to know. Blocks.
   *
   * @param transformers the transformers by name
   * @param transforms what rows run through before
   */
  public static long estimatedRows(
      Map<String, Transformer> transformers, Transforms transforms, Database database)
      throws QueryException {
    long rows = 0;
    for (TableSchema schema : leadingTo(transformers, transforms, database)) {
      rows += database.estimatedRows(schema.table());
    }
    return rows;
  }

  private static List<TableSchema> leadingTo(
      Map<String, Transformer> transformers, Transforms transforms, Database database)
      throws QueryException {
    return database.tables(
        table ->
            transformers.values().stream()
                .anyMatch(
                    transformer -> transforms.leadingTo(transformer.sources()).matches(table)));
  }

  /** Its name. */
  public String name() {
    return schema.table().toString();
  }

  /** A transformer that wants to see those tables alone whose rows lead to its values. */
  private record Filling(Transformer transformer) implements Transformer {
    @Override
    public TableFilter tables() {
      return transformer.sources();
    }

    @Override
    public RowTransformer bind(TableSchema schema) throws BindException {
      return transformer.bind(schema);
    }

    @Override
    public RowTransformer bindRemoval(TableSchema schema) throws BindException {
      return transformer.bindRemoval(schema);
    }
  }
}
