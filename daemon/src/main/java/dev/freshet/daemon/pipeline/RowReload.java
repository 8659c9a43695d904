package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.SourceException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows again of which the binlog does not hold all that is wanted: each once, by its primary
 * key, as the database shows it once it surely shows the changes that ask for it. Used by one
 * pipeline thread.
 */
final class RowReload {

  /** How many rows are asked for in one call. */
  private static final int ROWS_PER_CALL = 50;

  private static final String NO_KEY =
      "the row has to be read from the database, and cannot be, as its primary key is not known";

  private final Database database;
  private final ExecutorService executor;
  private final PipelineMeters meters;
  private final Latest latest;

  /** Where the source's binlog ends. */
  @FunctionalInterface
  interface Latest {

    /** The end as it is now. Blocks. */
    SourcePosition position() throws SourceException;
  }

  /** What is known of a row now: one of these, or that it is gone. */
  private record Answer(@Nullable RowImage row, @Nullable String failure) {}

  /** Keys that one call asks for, and the rows that it finds. */
  private record Call(
      TableSchema table, List<Map<String, String>> keys, Future<List<List<RowImage>>> rows) {}

  /**
   * @param executor runs calls, as many as the database takes at a time
   */
  RowReload(Database database, ExecutorService executor, PipelineMeters meters, Latest latest) {
    this.database = database;
    this.executor = executor;
    this.meters = meters;
    this.latest = latest;
  }

  /** Completes all rows of {@code builder} that are not. Blocks. */
  void complete(BatchBuilder builder) throws InterruptedException {
    List<IncompleteRow> rows = builder.takeIncomplete();
    if (rows.isEmpty()) {
      return;
    }
    IdentityHashMap<TableSchema, Map<Map<String, String>, Answer>> answers =
        ask(rows, builder.reached());
    String untold = null;
    try {
      // nothing that was read is newer than this
      builder.readAhead(latest.position());
    } catch (SourceException e) {
      untold = "it is not known how new the row is: " + e.getMessage();
    }
    for (IncompleteRow row : rows) {
      Answer answer =
          row.primaryKey()
              .map(key -> answers.getOrDefault(row.table(), Map.of()).get(key))
              .orElse(new Answer(null, NO_KEY));
      RowImage found = answer.row();
      String failure = answer.failure() == null ? untold : answer.failure();
      if (failure != null) {
        builder.giveUp(row, failure);
      } else if (found == null) {
        builder.gone(row);
      } else {
        builder.complete(row, found);
      }
    }
  }

  private IdentityHashMap<TableSchema, Map<Map<String, String>, Answer>> ask(
      List<IncompleteRow> rows, SourcePosition position) throws InterruptedException {
    // a source keeps the instance while the definition stays
    IdentityHashMap<TableSchema, Map<Map<String, String>, Answer>> answers =
        new IdentityHashMap<>();
    for (IncompleteRow row : rows) {
      row.primaryKey()
          .ifPresent(
              key ->
                  answers
                      .computeIfAbsent(row.table(), table -> new LinkedHashMap<>())
                      .put(key, new Answer(null, null)));
    }
    List<Call> calls = new ArrayList<>();
    answers.forEach(
        (table, byKey) -> {
          List<Map<String, String>> keys = List.copyOf(byKey.keySet());
          for (int from = 0; from < keys.size(); from += ROWS_PER_CALL) {
            List<Map<String, String>> some =
                keys.subList(from, Math.min(keys.size(), from + ROWS_PER_CALL));
            calls.add(new Call(table, some, executor.submit(() -> find(table, some, position))));
          }
        });
    for (Call call : calls) {
      Map<Map<String, String>, Answer> byKey = answers.getOrDefault(call.table(), Map.of());
      try {
        List<List<RowImage>> found = call.rows().get();
        for (int i = 0; i < found.size(); i++) {
          List<RowImage> one = found.get(i);
          byKey.put(call.keys().get(i), new Answer(one.isEmpty() ? null : one.get(0), null));
        }
      } catch (ExecutionException e) {
        String failure = reason(e.getCause() == null ? e : e.getCause());
        call.keys().forEach(key -> byKey.put(key, new Answer(null, failure)));
      }
    }
    return answers;
  }

  private List<List<RowImage>> find(
      TableSchema table, List<Map<String, String>> keys, SourcePosition position)
      throws QueryException, InterruptedException {
    long start = System.nanoTime();
    boolean answered = false;
    try {
      List<List<RowImage>> rows = database.find(table, keys, 1, position);
      answered = true;
      return rows;
    } finally {
      meters.queried(keys.size(), answered, System.nanoTime() - start);
    }
  }

  private static String reason(Throwable cause) {
    return "the row has to be read from the database, and cannot be: "
        + (cause instanceof QueryException
            ? cause.getMessage()
            : "it failed with " + cause.getClass().getName());
  }
}
