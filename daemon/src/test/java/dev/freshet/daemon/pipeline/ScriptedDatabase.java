package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.ValueWriter;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.DatabaseLoad;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryRead;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.TableChunk;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.TableRange;
import dev.freshet.api.spi.TableRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers each question with a single text: what a test has said for its first argument, and the
 * position at which it was asked otherwise. Refuses to answer for {@code refused}. Thread-safe.
 */
final class ScriptedDatabase implements Database {

  private static final List<Column> COLUMNS = List.of(new Column("value", ColumnType.TEXT));

  /** A row whose first column is an id, and all others a text. */
  private record FoundRow(String id, String text) implements RowImage {
    @Override
    public boolean has(int column) {
      return true;
    }

    @Override
    public boolean isNull(int column) {
      return false;
    }

    @Override
    public void write(int column, ValueWriter out) {
      out.writeText(column == 0 ? id : text);
    }
  }

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> calls = new ArrayList<>();

  /** Has {@code argument} answered with a text. */
  void say(String argument, String answer) {
    answers.put(argument, answer);
  }

  /** The calls so far: the query, the first arguments, and the position. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public int parallelism() {
    return 2;
  }

  @Override
  public @Nullable String doubt(SourcePosition position) {
    return null;
  }

  @Override
  public List<QueryResult> query(
      String sql,
      List<? extends List<? extends @Nullable Object>> arguments,
      SourcePosition position)
      throws QueryException {
    List<String> asked = arguments.stream().map(each -> String.valueOf(each.get(0))).toList();
    synchronized (this) {
      calls.add(sql + " " + asked + " " + position.text());
    }
    if (asked.contains("refused")) {
      throw new QueryException(QueryException.Kind.REFUSED, "refused as asked for");
    }
    List<QueryResult> results = new ArrayList<>();
    for (String argument : asked) {
      RowImage row =
          new ScriptedSource.KeyValue("", answers.getOrDefault(argument, position.text()));
      results.add(new QueryResult(COLUMNS, List.of(row)));
    }
    return results;
  }

  @Override
  public List<TableSchema> tables(TableFilter filter) {
    return List.of(ScriptedSource.SCHEMA);
  }

  @Override
  public boolean isChunked(TableSchema table) {
    return true;
  }

  @Override
  public TableChunk chunkOf(
      TableSchema table, TableRange range, int most, SourcePosition position) {
    return new TableChunk(List.of(), null);
  }

  @Override
  public List<String> cut(TableSchema table, long rows) {
    return List.of();
  }

  @Override
  public TableRead snapshot(TableSchema table, SourcePosition position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public QueryRead read(String sql, SourcePosition position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Column> columns(String sql) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DatabaseLoad load() {
    return new DatabaseLoad(0, OptionalLong.empty());
  }

  @Override
  public long estimatedRows(TableName table) {
    return 0;
  }

  @Override
  public List<List<RowImage>> find(TableSchema table, List<Map<String, String>> values, int most) {
    return values.stream().map(each -> List.<RowImage>of()).toList();
  }

  @Override
  public List<List<RowImage>> find(
      TableSchema table, List<Map<String, String>> values, int most, SourcePosition position)
      throws QueryException {
    synchronized (this) {
      calls.add("find " + values + " " + position.text());
    }
    List<List<RowImage>> found = new ArrayList<>();
    for (Map<String, String> each : values) {
      String id = String.valueOf(each.get("id"));
      if (id.equals("refused")) {
        throw new QueryException(QueryException.Kind.REFUSED, "refused as asked for");
      }
      String answer = answers.get(id);
      found.add(answer == null ? List.of() : List.of(new FoundRow(id, answer)));
    }
    return found;
  }

  @Override
  public List<Finding> check(String subject, String sql) {
    return List.of();
  }

  @Override
  public void close() {}
}
