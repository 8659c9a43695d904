package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Asks the database what a pipeline's batches leave open: once in a while, so that a key that
 * changes again and again is looked up once for all of that. Used by one pipeline thread.
 */
final class Lookups {

  /** How many questions go to the database in one call. */
  private static final int QUESTIONS_PER_CALL = 50;

  /** An answer may lead to questions, and these to others: more often than this is a mistake. */
  private static final int MOST_ROUNDS = 3;

  private final Database database;
  private final ExecutorService executor;
  private final PipelineMeters meters;
  private final RowReload reload;
  private final long intervalNanos;
  private long dueNanos = System.nanoTime();

  /** Questions that one call asks, and its answers. */
  private record Call(List<Question> questions, Future<List<QueryResult>> answers) {}

  /**
   * @param executor runs calls, as many as the database takes at a time
   * @param latest where the source's binlog ends
   * @param intervalNanos how long one waits between two times of asking
   */
  Lookups(
      Database database,
      ExecutorService executor,
      PipelineMeters meters,
      RowReload.Latest latest,
      long intervalNanos) {
    this.database = database;
    this.executor = executor;
    this.meters = meters;
    this.reload = new RowReload(database, executor, meters, latest);
    this.intervalNanos = intervalNanos;
  }

  /** In how many milliseconds it is time to ask; 0 if it is. */
  long dueInMillis() {
    long left = dueNanos - System.nanoTime();
    return left <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1;
  }

  /** Completes all rows of {@code builder}, and answers all of its questions. Blocks. */
  void answer(BatchBuilder builder) throws InterruptedException {
    SourcePosition position = builder.reached();
    reload.complete(builder);
    for (int round = 0; round < MOST_ROUNDS && builder.owesAnswers(); round++) {
      ask(builder.takeQuestions(), position, builder);
    }
    for (Question question : builder.takeQuestions()) {
      builder.fail(question, "its answer depends on too many others");
    }
    dueNanos = System.nanoTime() + intervalNanos;
  }

  private void ask(List<Question> questions, SourcePosition position, BatchBuilder builder)
      throws InterruptedException {
    List<Call> calls = new ArrayList<>();
    for (List<Question> alike : bySql(questions).values()) {
      for (int from = 0; from < alike.size(); from += QUESTIONS_PER_CALL) {
        calls.add(
            call(alike.subList(from, Math.min(alike.size(), from + QUESTIONS_PER_CALL)), position));
      }
    }
    for (Call call : calls) {
      conclude(call, position, builder);
    }
  }

  private static Map<String, List<Question>> bySql(List<Question> questions) {
    Map<String, List<Question>> bySql = new LinkedHashMap<>();
    for (Question question : questions) {
      bySql.computeIfAbsent(question.lookup().sql(), unused -> new ArrayList<>()).add(question);
    }
    return bySql;
  }

  private Call call(List<Question> questions, SourcePosition position) {
    return new Call(questions, executor.submit(() -> query(questions, position)));
  }

  private List<QueryResult> query(List<Question> questions, SourcePosition position)
      throws QueryException, InterruptedException {
    long start = System.nanoTime();
    boolean answered = false;
    try {
      List<QueryResult> results =
          database.query(
              questions.get(0).lookup().sql(),
              questions.stream().map(question -> question.lookup().arguments()).toList(),
              position);
      answered = true;
      return results;
    } finally {
      meters.queried(questions.size(), answered, System.nanoTime() - start);
    }
  }

  private void conclude(Call call, SourcePosition position, BatchBuilder builder)
      throws InterruptedException {
    try {
      List<QueryResult> results = call.answers().get();
      for (int i = 0; i < results.size(); i++) {
        builder.answer(call.questions().get(i), results.get(i));
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      boolean isOneOfMany =
          cause instanceof QueryException failure
              && failure.isRefused()
              && call.questions().size() > 1;
      if (isOneOfMany) {
        askAlone(call.questions(), position, builder);
      } else {
        for (Question question : call.questions()) {
          builder.fail(question, reason(cause));
        }
      }
    }
  }

  /** One question that is refused is not to spoil the answers to the others. */
  private void askAlone(List<Question> questions, SourcePosition position, BatchBuilder builder)
      throws InterruptedException {
    List<Call> calls = new ArrayList<>();
    for (Question question : questions) {
      calls.add(call(List.of(question), position));
    }
    for (Call call : calls) {
      conclude(call, position, builder);
    }
  }

  private static String reason(Throwable cause) {
    return cause instanceof QueryException
        ? String.valueOf(cause.getMessage())
        : "the query failed with " + cause.getClass().getName();
  }
}
