package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.ChangeOrigin;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Lookup;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.transforms.ChangeTransforms;
import dev.freshet.daemon.transforms.TransformedChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns chunks into one batch in which the last operation per key counts. Used by one pipeline
 * thread. Does no I/O.
 */
final class BatchBuilder implements OperationCollector {

  private static final String WHOLE_ROWS =
      "set binlog_row_image=FULL on the server and in every session";

  private static final int MOST_EXPECTED = 1 << 15;

  /** About how much memory a lookup takes, in bytes. */
  private static final int LOOKUP_BYTES = 256;

  /** About how much memory a row takes that is to be read, in bytes. */
  private static final int ROW_BYTES = 512;

  private final TableMapping mapping;
  private final @Nullable ChangeTransforms transforms;
  private final PipelineMeters meters;

  /** Finds the keys of changes that could not be taken through the transforms. */
  private final TableMapping untransformed;

  private LatestOperations operations = new LatestOperations(0);
  private final List<DeadLetter> deadLetters = new ArrayList<>();

  /** What has to be looked up before the operations of these keys are known. */
  private final Map<CacheKey, Question> keyed = new HashMap<>();

  /** What has to be looked up before it is known which keys there are. */
  private final Map<Lookup, Question> searches = new LinkedHashMap<>();

  /** The changes whose rows have to be read from the database. */
  private final List<IncompleteRow> incomplete = new ArrayList<>();

  private final ReadAhead ahead = new ReadAhead();

  /** The chunk whose changes are being transformed as they are; null while none is. */
  private @Nullable TransactionChunk adding;

  /** The change of it that is being transformed. */
  private @Nullable RowChange change;

  /** Whom it is being transformed for; null if by the transforms. */
  private TableMapping.@Nullable Binding binding;

  /** Whether what is being transformed is a row as the database has it now. */
  private boolean completing;

  private long bytes;
  private long producedBytes;
  private int parts = 1;
  private int part;
  private Predicate<CacheKey> wanted = key -> true;
  private @Nullable SourcePosition resume;
  private @Nullable SourcePosition intent;
  private long order;
  private long oldestCommitMicros;

  /** Where the changes end whose questions an earlier batch has left open; null if none has. */
  private @Nullable SourcePosition owedIntent;

  private @Nullable ChangeOrigin origin;

  /**
   * @param transformers the transformers by name
   * @param transforms what changes of rows run through before; null for nothing
   */
  BatchBuilder(
      Map<String, Transformer> transformers,
      @Nullable ChangeTransforms transforms,
      PipelineMeters meters) {
    this.mapping = new TableMapping(transformers);
    this.untransformed = new TableMapping(transformers);
    this.transforms = transforms;
    this.meters = meters;
  }

  /** Adds what {@code chunk} makes of the keys. */
  void add(TransactionChunk chunk) {
    origin = null;
    order = chunk.order();
    adding = chunk;
    for (Change each : chunk.changes()) {
      if (each instanceof RowChange row) {
        add(row, chunk.position(), chunk.commitTimeMicros());
      } else if (each instanceof TableChange table) {
        if (table.kind() != TableChange.Kind.ALTER) {
          reject(table, chunk.position());
        }
        meters.tableChanged(table);
      }
    }
    adding = null;
    change = null;
    binding = null;
    intent = chunk.position();
    ahead.reached(chunk.position());
    if (chunk.finished()) {
      resume = chunk.position();
    }
    if (oldestCommitMicros == 0 && !chunk.changes().isEmpty()) {
      oldestCommitMicros = chunk.commitTimeMicros();
    }
    meters.chunk(chunk);
  }

  private void add(RowChange row, SourcePosition position, long commitMicros) {
    change = row;
    binding = null;
    if (transforms == null) {
      transformAsItIs(row, position);
    } else if (isWhole(row, position)) {
      transform(transforms.apply(row, commitMicros), row, position);
    } else {
      postpone();
    }
  }

  /** Whether a change has all columns, as the transforms need them. */
  private boolean isWhole(RowChange row, SourcePosition position) {
    RowImage before = row.before();
    RowImage after = row.after();
    boolean isWhole = true;
    for (int column = 0; column < row.schema().columns().size(); column++) {
      if (before != null && !before.has(column)) {
        isWhole = false;
        if (after == null || !after.isUnchanged(column)) {
          origin = originOf("transforms", row.table(), position);
          stop(
              "the row image before the change lacks the column %s, and transforms look at whole rows; %s"
                  .formatted(row.schema().columns().get(column).name(), WHOLE_ROWS));
        }
      }
      isWhole &= after == null || after.has(column);
    }
    return isWhole;
  }

  private void transform(TransformedChange outcome, RowChange original, SourcePosition position) {
    if (outcome instanceof TransformedChange.Passed passed) {
      transform(passed.change(), position);
    } else if (outcome instanceof TransformedChange.Failed failed) {
      deadLetters.add(
          new DeadLetter(position, original.table(), null, null, null, failed.reason()));
      failed.untransformed().forEach(row -> removeKeys(row, position));
    }
  }

  /** Removes what is stored for the rows of a change, as far as transformers can tell. */
  private void removeKeys(RowChange row, SourcePosition position) {
    RemovedKeys removed = new RemovedKeys(this);
    for (TableMapping.Binding each : untransformed.bindings(row.schema())) {
      RowTransformer bound = each.bound();
      if (bound != null) {
        origin = originOf(each.name(), row.table(), position);
        run(each.name(), bound, row, removed);
      }
    }
  }

  private void transform(RowChange row, SourcePosition position) {
    for (TableMapping.Binding each : mapping.bindings(row.schema())) {
      transform(row, each, position, this);
    }
  }

  private void transformAsItIs(RowChange row, SourcePosition position) {
    RowImage after = row.after();
    for (TableMapping.Binding each : mapping.bindings(row.schema())) {
      binding = each;
      if (after != null && each.misses(after)) {
        postpone();
      } else {
        transform(row, each, position, this);
      }
    }
  }

  private void transform(
      RowChange row, TableMapping.Binding whom, SourcePosition position, OperationCollector out) {
    RowTransformer bound = whom.bound();
    origin = originOf(whom.name(), row.table(), position);
    if (!whom.bindProblem().isEmpty()) {
      reject(null, whom.bindProblem());
    }
    if (bound != null) {
      run(whom.name(), bound, row, out);
    }
  }

  /** Has the row of the change that is being transformed read from the database. */
  private void postpone() {
    producedBytes += ROW_BYTES;
    if (parts > 0 && adding != null && change != null) {
      incomplete.add(
          new IncompleteRow(
              change, binding, adding.position(), adding.order(), adding.commitTimeMicros()));
      bytes += ROW_BYTES;
    }
  }

  private void run(
      String transformer, RowTransformer bound, RowChange row, OperationCollector out) {
    try {
      bound.transform(row, out);
    } catch (UnfollowableException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      reject(
          null,
          "transformer %s failed with %s: the keys of this change may be stale; mend the transformer"
              .formatted(transformer, e.getClass().getName()));
    }
  }

  private ChangeOrigin originOf(String transformer, TableName table, SourcePosition position) {
    ChangeOrigin last = origin;
    return last != null && last.table().equals(table) && last.transformer().equals(transformer)
        ? last
        : new ChangeOrigin(transformer, table, position);
  }

  private void reject(TableChange ofTable, SourcePosition position) {
    for (String transformer : namesOfMapping(ofTable.table())) {
      origin = new ChangeOrigin(transformer, ofTable.table(), position);
      reject(
          null,
          ofTable.kind()
              + " of the table has no row events: keys made from its rows are still in the pools until they"
              + " are compared with the database, expire or are removed");
    }
  }

  private Set<String> namesOfMapping(TableName table) {
    Set<String> names = new LinkedHashSet<>(mapping.names(table));
    if (transforms != null) {
      transforms.destinations(table).forEach(name -> names.addAll(mapping.names(name)));
    }
    return names;
  }

  @Override
  public void set(CacheKey key, byte[] value, int flags, int ttlSeconds) {
    if (adding != null && ahead.has(key)) {
      // pools may have one that is newer
      postpone();
      return;
    }
    if (completing) {
      ahead.add(key, requireOrigin());
    }
    put(CacheOperation.set(key, value, flags, ttlSeconds, requireOrigin()));
  }

  @Override
  public long order() {
    return order;
  }

  @Override
  public void lookUp(@Nullable CacheKey key, Lookup lookup) {
    Question question = new Question(key, lookup, requireOrigin());
    producedBytes += LOOKUP_BYTES;
    if (key == null) {
      if (parts > 0 && searches.putIfAbsent(lookup, question) == null) {
        bytes += LOOKUP_BYTES;
      }
    } else if (gathers(key)) {
      CacheOperation replaced = operations.remove(key);
      bytes -= replaced == null ? 0 : replaced.bytes();
      bytes += keyed.put(key, question) == null ? LOOKUP_BYTES : 0;
    }
  }

  @Override
  public void delete(CacheKey key) {
    put(CacheOperation.delete(key, requireOrigin()));
  }

  @Override
  public void stop(String reason) {
    ChangeOrigin from = requireOrigin();
    throw new UnfollowableException(
        "table %s, transformer %s: %s, and start again from a position after that, with the tables warmed"
            .formatted(from.table(), from.transformer(), reason));
  }

  @Override
  public void reject(@Nullable CacheKey key, String reason) {
    ChangeOrigin from = requireOrigin();
    deadLetters.add(
        new DeadLetter(from.position(), from.table(), from.transformer(), null, key, reason));
  }

  private void put(CacheOperation operation) {
    producedBytes += operation.bytes();
    if (!gathers(operation.key())) {
      return;
    }
    CacheOperation replaced = operations.put(operation);
    bytes += operation.bytes() - (replaced == null ? 0 : replaced.bytes());
    bytes -= keyed.remove(operation.key()) == null ? 0 : LOOKUP_BYTES;
  }

  /** Whether there are questions without an answer, so that no mark may move. */
  boolean owesAnswers() {
    return !keyed.isEmpty() || !searches.isEmpty() || !incomplete.isEmpty();
  }

  /** Where the changes end that questions are about. */
  SourcePosition reached() {
    SourcePosition reached = intent == null ? owedIntent : intent;
    if (reached == null) {
      throw new IllegalStateException("nothing has been added");
    }
    return reached;
  }

  /** Takes out the changes whose rows are to be read. */
  List<IncompleteRow> takeIncomplete() {
    List<IncompleteRow> rows = List.copyOf(incomplete);
    bytes -= (long) ROW_BYTES * rows.size();
    incomplete.clear();
    return rows;
  }

  /** Notes that rows which are completed from now on show nothing that lies behind a place. */
  void readAhead(SourcePosition until) {
    ahead.begin(until);
  }

  /** Adds what a change makes of the row that was found for it. */
  void complete(IncompleteRow row, RowImage found) {
    completing = true;
    conclude(row, row.completed(found), this);
    completing = false;
  }

  /** Adds what is left to do where the row of a change is no longer there. */
  void gone(IncompleteRow row) {
    conclude(row, row.gone(), new RemovedKeys(this));
  }

  /** Adds what is left to do where the row of a change cannot be read: its keys are removed. */
  void giveUp(IncompleteRow row, String reason) {
    TableMapping.Binding whom = row.binding();
    String transformer = whom == null ? "transforms" : whom.name();
    origin = originOf(transformer, row.change().table(), row.position());
    if (whom == null) {
      stop(reason + "; " + WHOLE_ROWS);
    }
    conclude(row, row.change(), new RemovedKeys(this));
    reject(null, reason + "; its keys were removed");
  }

  private void conclude(IncompleteRow row, RowChange concluded, OperationCollector out) {
    long last = order;
    order = row.order();
    TableMapping.Binding whom = row.binding();
    if (whom != null) {
      transform(concluded, whom, row.position(), out);
    } else if (transforms != null) {
      TransformedChange outcome = transforms.apply(concluded, row.commitMicros());
      if (outcome instanceof TransformedChange.Passed passed) {
        for (TableMapping.Binding each : mapping.bindings(passed.change().schema())) {
          transform(passed.change(), each, row.position(), out);
        }
      } else {
        transform(outcome, concluded, row.position());
      }
    }
    order = last;
  }

  /** Whether pools may have been given values that are newer than what has been added. */
  boolean isAhead() {
    return ahead.until() != null;
  }

  /** Removes the keys of such values. */
  void removeAhead(SourcePosition position) {
    ahead.drain(
        (key, from) -> {
          origin = from;
          delete(key);
        });
    intent = position;
    resume = position;
  }

  /** Takes out the questions, each of which is then {@link #answer}ed or {@link #fail}ed. */
  List<Question> takeQuestions() {
    List<Question> questions = new ArrayList<>(searches.values());
    questions.addAll(keyed.values());
    bytes -= (long) LOOKUP_BYTES * questions.size();
    searches.clear();
    keyed.clear();
    return questions;
  }

  /** Adds what the answer to a question makes. */
  void answer(Question question, QueryResult result) {
    conclude(question, () -> question.lookup().found(result, this));
  }

  /** Adds what is left to do where a question has no answer. */
  void fail(Question question, String reason) {
    conclude(question, () -> question.lookup().failed(reason, this));
  }

  private void conclude(Question question, Runnable conclusion) {
    origin = question.origin();
    try {
      conclusion.run();
    } catch (UnfollowableException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      CacheKey key = question.key();
      if (key != null) {
        delete(key);
      }
      reject(
          key,
          "transformer %s failed with %s at a query's result: what the change touches may be stale"
              .formatted(question.origin().transformer(), e.getClass().getName()));
    }
  }

  private boolean gathers(CacheKey key) {
    boolean ofPart = parts == 1 || (parts > 1 && Math.floorMod(key.hashCode(), parts) == part);
    return ofPart && wanted.test(key);
  }

  private ChangeOrigin requireOrigin() {
    if (origin == null) {
      throw new IllegalStateException("no change is being transformed");
    }
    return origin;
  }

  /** Gathers no key from now on for which {@code condition} is false. */
  void restrictTo(Predicate<CacheKey> condition) {
    wanted = condition;
  }

  /** Drops what has been gathered, and gathers no keys until {@link #restartFor}. */
  void onlyMeasure() {
    clear();
    parts = 0;
  }

  /** Drops what has been gathered, and gathers only one of {@code newParts} parts of the keys. */
  void restartFor(int newParts, int newPart) {
    clear();
    producedBytes = 0;
    parts = newParts;
    part = newPart;
  }

  /** Gathers all keys from now on, beside what has been gathered. */
  void gatherAll() {
    parts = 1;
    part = 0;
  }

  private void clear() {
    // as many as in the last batch, but never the table of a large replay
    operations = new LatestOperations(Math.min(MOST_EXPECTED, operations.size()));
    deadLetters.clear();
    keyed.clear();
    searches.clear();
    incomplete.clear();
    bytes = 0;
    resume = null;
    intent = null;
    owedIntent = null;
    oldestCommitMicros = 0;
  }

  /** How much memory all operations that were made would take, in bytes. */
  long producedBytes() {
    return producedBytes;
  }

  /** About how much memory the gathered operations take, in bytes. */
  long bytes() {
    return bytes;
  }

  /** Whether nothing has been added since the last {@link #build}. */
  boolean isEmpty() {
    return intent == null;
  }

  /**
   * The batch of all that has been added and answered; the builder is empty afterwards, except for
   * questions. While there are any, batches move no mark.
   */
  HandOver build() {
    SourcePosition reached = reached();
    boolean owing = owesAnswers();
    HandOver handOver =
        new HandOver(
            new OperationBatch(operations.list(), order, bytes - owedBytes()),
            List.copyOf(deadLetters),
            owing ? null : resume,
            reached,
            ahead.until(),
            oldestCommitMicros,
            null);
    if (owing) {
      operations = new LatestOperations(0);
      deadLetters.clear();
      bytes = owedBytes();
      intent = null;
      owedIntent = reached;
    } else {
      clear();
    }
    return handOver;
  }

  /** Has the transforms let go of what they hold. Nothing is added afterwards. */
  void close() {
    if (transforms != null) {
      transforms.close();
    }
  }

  private long owedBytes() {
    return (long) LOOKUP_BYTES * (keyed.size() + searches.size())
        + (long) ROW_BYTES * incomplete.size();
  }
}
