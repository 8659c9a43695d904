package dev.freshet.transformers.query;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.KeyTrace;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.transformers.item.StoreMode;
import dev.freshet.transformers.key.KeyTemplates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A configured transformer of type {@code query}. Immutable and thread-safe.
 *
 * @param triggers the tables whose changes reload objects
 */
record QueryTransformer(ReloadedObject object, List<Trigger> triggers) implements Transformer {

  QueryTransformer {
    triggers = List.copyOf(triggers);
  }

  @Override
  public TableFilter tables() {
    return table -> triggers.stream().anyMatch(trigger -> trigger.tables().matches(table));
  }

  @Override
  public Set<String> storedKeys() {
    return object.mode() == StoreMode.SET ? Set.of(object.key().shape()) : Set.of();
  }

  @Override
  public Map<String, String> queries() {
    Map<String, String> queries = new LinkedHashMap<>();
    if (object.mode() == StoreMode.SET) {
      queries.put("query", object.query().sql());
    }
    for (Trigger trigger : triggers) {
      QuerySql finder = trigger.finder();
      if (finder != null) {
        queries.put(trigger.option() + "lookup", finder.sql());
      }
    }
    return queries;
  }

  /** Each object has its key in rows of the first table. */
  @Override
  public TableFilter sources() {
    return object.mode() == StoreMode.SET ? triggers.get(0).tables() : table -> false;
  }

  @Override
  public Optional<String> keyQuery() {
    return Optional.ofNullable(object.keys()).map(QuerySql::sql);
  }

  /** What the key names is all that there is to know: the query's parameters are among it. */
  @Override
  public RowTransformer bindKeys(TableSchema rows) throws BindException {
    for (String column : object.key().columns()) {
      if (rows.indexOf(column) < 0) {
        throw new BindException(
            "transformers.%s.%s returns no column %s, which the key names; it returns %s"
                .formatted(
                    object.name(),
                    QueryTransformerFactory.WARM_QUERY,
                    column,
                    rows.columns().stream().map(Column::name).collect(Collectors.joining(", "))));
      }
    }
    return new ObjectChanges(object.bind(rows, Map.of(), QueryTransformerFactory.WARM_QUERY));
  }

  /** The key's columns are those of the first table, whatever they are called in others. */
  @Override
  public KeyTrace trace(CacheKey key) {
    return KeyTemplates.trace(
        key,
        List.of(object.key()),
        object.illegalKeys(),
        triggers.get(0).tables(),
        object.mode() == StoreMode.SET ? KeyTrace.Content.QUERY : KeyTrace.Content.NOTHING);
  }

  @Override
  public RowTransformer bind(TableSchema schema) throws BindException {
    List<RowTransformer> bound = new ArrayList<>();
    for (Trigger trigger : triggersOf(schema.table())) {
      bound.add(trigger.bind(schema, object));
    }
    return together(bound);
  }

  @Override
  public RowTransformer bindRemoval(TableSchema schema) throws BindException {
    List<RowTransformer> bound = new ArrayList<>();
    for (Trigger trigger : triggersOf(schema.table())) {
      bound.add(trigger.watchingAll().bind(schema, object));
    }
    return together(bound);
  }

  private static RowTransformer together(List<RowTransformer> bound) {
    return bound.size() == 1 ? bound.get(0) : new AllOf(bound);
  }

  private List<Trigger> triggersOf(TableName table) {
    return triggers.stream().filter(trigger -> trigger.tables().matches(table)).toList();
  }

  /** Shows changes to several triggers of one table. */
  private record AllOf(List<RowTransformer> triggers) implements RowTransformer {

    @Override
    public void transform(RowChange change, OperationCollector out) {
      triggers.forEach(each -> each.transform(change, out));
    }

    @Override
    public boolean looksAt(int column) {
      return triggers.stream().anyMatch(each -> each.looksAt(column));
    }
  }
}
