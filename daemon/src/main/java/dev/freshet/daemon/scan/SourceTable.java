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
   * The tables that lead to everything that some transformers store. Blocks.
   *
   * @param transformers the transformers by name
   * @param transforms what rows run through before
   */
  public static List<SourceTable> of(
      Map<String, Transformer> transformers, Transforms transforms, Database database)
      throws QueryException {
    TableFilter any =
        table ->
            transformers.values().stream()
                .anyMatch(
                    transformer -> transforms.leadingTo(transformer.sources()).matches(table));
    List<SourceTable> tables = new ArrayList<>();
    for (TableSchema schema : database.tables(any)) {
      Map<String, Transformer> filling = new LinkedHashMap<>();
      transformers.forEach(
          (name, transformer) -> {
            if (transforms.leadingTo(transformer.sources()).matches(schema.table())) {
              filling.put(name, new Filling(transformer));
            }
          });
      tables.add(new SourceTable(schema, filling));
    }
    return tables;
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
