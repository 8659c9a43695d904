package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.transforms.Transforms;
import dev.freshet.daemon.transforms.TransformsConfiguration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;

/** Makes of rows what inserts of them would make. Used by one thread at a time. */
public final class RowOperations implements AutoCloseable {

  private final BatchBuilder builder;
  private final Lookups lookups;

  /**
   * @param transformers make the operations, by name
   * @param transforms what rows run through before
   * @param database asked where transformers look things up
   * @param queries makes calls to it
   */
  public RowOperations(
      Map<String, Transformer> transformers,
      Transforms transforms,
      Database database,
      ExecutorService queries) {
    PipelineMeters meters = new NoMeters();
    this.builder = new BatchBuilder(transformers, transforms.open(), meters);
    this.lookups = new Lookups(database, queries, meters, RowOperations::noneIsAhead, 0);
  }

  /**
   * Makes operations of rows that tell keys as they are: they run through no transforms.
   *
   * @param filling makes values of the keys, by name
   */
  public static RowOperations ofKeys(
      Map<String, Transformer> filling, Database database, ExecutorService queries) {
    Transforms none = TransformsConfiguration.NONE.create("", ZoneOffset.UTC);
    return new RowOperations(filling, none, database, queries);
  }

  /** Rows that come from the database are whole. */
  private static SourcePosition noneIsAhead() {
    throw new IllegalStateException("a row of the database lacks a column");
  }

  /** Makes no operations from now on for keys for which {@code wanted} is false. */
  public void restrictTo(Predicate<CacheKey> wanted) {
    builder.restrictTo(wanted);
  }

  /**
   * What is made of rows.
   *
   * @param operations the last operation on each key
   * @param rejected the keys for which it cannot be told what should be made
   * @param isComplete whether it can be told for all others; false if a transformer has failed
   *     before it came to a key
   */
  public record Made(List<CacheOperation> operations, Set<CacheKey> rejected, boolean isComplete) {

    /** The operations that can be relied on, by key. */
    public Map<CacheKey, CacheOperation> reliable() {
      Map<CacheKey, CacheOperation> reliable = new LinkedHashMap<>();
      for (CacheOperation operation : operations) {
        if (!rejected.contains(operation.key())) {
          reliable.put(operation.key(), operation);
        }
      }
      return reliable;
    }
  }

  /**
   * What is made of rows. Blocks while the database is asked.
   *
   * @param position a place that the database has surely reached
   */
  public Made of(TableSchema table, List<? extends RowImage> rows, SourcePosition position)
      throws InterruptedException {
    HandOver handOver = handOver(table, rows, position, 0);
    Set<CacheKey> rejected = new HashSet<>();
    boolean isComplete = true;
    for (DeadLetter letter : handOver.deadLetters()) {
      CacheKey key = letter.key();
      if (key == null) {
        isComplete = false;
      } else {
        rejected.add(key);
      }
    }
    return new Made(handOver.operations().operations(), rejected, isComplete);
  }

  /**
   * The same with everything else that comes of the rows.
   *
   * @param order what the rows are as of; see {@link TransactionChunk#order}
   */
  HandOver handOver(
      TableSchema table, List<? extends RowImage> rows, SourcePosition position, long order)
      throws InterruptedException {
    List<Change> inserts = new ArrayList<>(rows.size());
    for (RowImage row : rows) {
      inserts.add(RowChange.insert(table, row));
    }
    builder.add(new TransactionChunk(inserts, true, position, 0, order, 0));
    if (builder.owesAnswers()) {
      lookups.answer(builder);
    }
    return builder.build();
  }

  /** Lets go of what its transforms hold. */
  @Override
  public void close() {
    builder.close();
  }
}
