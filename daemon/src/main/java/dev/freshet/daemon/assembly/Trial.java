package dev.freshet.daemon.assembly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.daemon.config.Configuration;
import dev.freshet.daemon.origin.GivenRow;
import dev.freshet.daemon.pipeline.DryRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows what a change of one row would do. Reads from the database and writes nowhere. */
public final class Trial {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final ChangeMapping mapping;

  public Trial(Configuration configuration) {
    this.mapping = new ChangeMapping(configuration);
  }

  /**
   * What a change would do. Blocks.
   *
   * @param table {@code database.table}
   * @param before the row before the change, as JSON; null for an insert
   * @param after the row after it; null for a delete
   * @throws IllegalArgumentException if the table or a row is none, with what to do about it
   */
  public DryRun of(String table, @Nullable String before, @Nullable String after)
      throws QueryException, SourceException, InterruptedException {
    try (mapping;
        Database database = mapping.source().database()) {
      RowChange change = change(schema(table, database), before, after);
      return DryRun.of(
          change,
          mapping.transformers(),
          mapping.transforms(),
          database,
          mapping.source().latestPosition());
    }
  }

  private static TableSchema schema(String table, Database database) throws QueryException {
    TableFilter named = name -> name.toString().equalsIgnoreCase(table.trim());
    List<TableSchema> found = database.tables(named);
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no table %s that this account may see; give it as database.table"
              .formatted(table));
    }
    return found.get(0);
  }

  private static RowChange change(
      TableSchema schema, @Nullable String before, @Nullable String after) {
    if (before == null && after == null) {
      throw new IllegalArgumentException("there is no row: give the new one, the old one, or both");
    }
    if (before == null) {
      return RowChange.insert(schema, row(schema, String.valueOf(after)));
    }
    return after == null
        ? RowChange.delete(schema, row(schema, before))
        : RowChange.update(schema, row(schema, before), row(schema, after));
  }

  private static GivenRow row(TableSchema schema, String text) {
    JsonNode object;
    try {
      object = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the row is not JSON: " + e.getOriginalMessage(), e);
    }
    return GivenRow.of(schema, object);
  }
}
