package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Has rows that are read from the database inserted into what the main stream brings, so that no
 * key goes back: see {@link ReadWindow}. Used by one thread.
 */
public final class RowInserter implements AutoCloseable {

  private final Pipeline pipeline;
  private final Source source;
  private final BatchBuilder builder;
  private final Lookups lookups;

  /**
   * @param builder makes operations of the rows, with transformers of its own
   * @param lookups answers their questions
   */
  RowInserter(Pipeline pipeline, Source source, BatchBuilder builder, Lookups lookups) {
    this.pipeline = pipeline;
    this.source = source;
    this.builder = builder;
    this.lookups = lookups;
  }

  /** Something that reads rows. */
  @FunctionalInterface
  public interface RowRead {

    /**
     * The rows. Blocks.
     *
     * @param from they have to show everything that lies before
     */
    List<RowImage> rows(SourcePosition from) throws QueryException, InterruptedException;
  }

  /**
   * Reads rows, makes of each what an insert of it would make, and hands that over. Blocks until it
   * has been read.
   *
   * @param pools the names of the pools that get it
   * @return whether each of the pools has acknowledged all of it; false if one of them, or a server
   *     of it, does not follow the stream at the moment
   * @throws SourceException if the source does not tell how far it is
   */
  public CompletableFuture<Boolean> insert(TableSchema table, RowRead read, Set<String> pools)
      throws QueryException, SourceException, InterruptedException {
    ReadWindow window = opened();
    CompletableFuture<Boolean> outcome = CompletableFuture.completedFuture(false);
    try {
      List<Change> inserts =
          read.rows(window.from()).stream()
              .map(row -> (Change) RowChange.insert(table, row))
              .toList();
      builder.add(new TransactionChunk(inserts, true, window.from(), 0, window.order(), 0));
      if (builder.owesAnswers()) {
        lookups.answer(builder);
      }
      HandOver made = builder.build();
      // asked for now, so that it is behind everything that has been read
      outcome = pipeline.insert(new Insertion(window, source.latestPosition(), made, pools));
      return outcome;
    } finally {
      var unused = outcome.whenComplete((done, failure) -> pipeline.closeWindow(window));
    }
  }

  /** Lets go of what its transforms hold. */
  @Override
  public void close() {
    builder.close();
  }

  private ReadWindow opened() throws InterruptedException {
    try {
      return pipeline.openWindow().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a window cannot be opened", e);
    }
  }
}
