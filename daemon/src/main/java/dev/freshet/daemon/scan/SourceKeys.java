package dev.freshet.daemon.scan;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A query that tells which keys a transformer is to store.
 *
 * @param transformer the transformer's name
 * @param made makes values of the keys
 * @param query the query
 */
public record SourceKeys(String transformer, Transformer made, String query) {

  private static final String OPTION = "warm.query";

  /**
   * The queries of some transformers.
   *
   * @param transformers the transformers by name
   */
  public static List<SourceKeys> of(Map<String, Transformer> transformers) {
    List<SourceKeys> all = new ArrayList<>();
    transformers.forEach(
        (name, transformer) ->
            transformer
                .keyQuery()
                .ifPresent(query -> all.add(new SourceKeys(name, transformer, query))));
    return all;
  }

  /** What it is called: the transformer's name, and the option that holds the query. */
  public String name() {
    return place().toString();
  }

  private TableName place() {
    return new TableName(transformer, OPTION);
  }

  /**
   * What the query returns, as if it were a table that is read whole.
   *
   * @param columns the columns that it returns
   * @throws BindException if there is not all of the key among them
   */
  public SourceTable rows(List<Column> columns) throws BindException {
    TableSchema schema = new TableSchema(place(), columns, List.of());
    made.bindKeys(schema);
    return new SourceTable(schema, Map.of(transformer, new OfKeys(made, place())));
  }

  /** A transformer that sees what its query returns, and nothing else. */
  private record OfKeys(Transformer transformer, TableName place) implements Transformer {
    @Override
    public TableFilter tables() {
      return place::equals;
    }

    @Override
    public RowTransformer bind(TableSchema schema) throws BindException {
      return transformer.bindKeys(schema);
    }
  }
}
