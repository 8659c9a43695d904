package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has what is read from the database inserted into what the main stream brings, so that no key goes
 * back: see {@link ReadWindow}. Used by one thread.
 */
public final class RowInserter implements AutoCloseable {

  private final Pipeline pipeline;
  private final Source source;
  private final RowOperations made;
  private long lastBytes;

  /**
   * @param made makes operations of rows
   */
  RowInserter(Pipeline pipeline, Source source, RowOperations made) {
    this.pipeline = pipeline;
    this.source = source;
    this.made = made;
  }

  /** Something that reads from the database. */
  @FunctionalInterface
  public interface Reading<T> {

    /**
     * What was read. Blocks.
     *
     * @param from it has to show everything that lies before
     */
    T read(SourcePosition from) throws QueryException, InterruptedException;
  }

  /** What is made of a reading that began in a window. */
  @FunctionalInterface
  private interface Making {
    HandOver in(ReadWindow window) throws QueryException, InterruptedException;
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
  public CompletableFuture<Boolean> insert(
      TableSchema table, Reading<? extends List<? extends RowImage>> rows, Set<String> pools)
      throws QueryException, SourceException, InterruptedException {
    return inWindow(window -> handOver(table, rows, window), pools);
  }

  /**
   * The same for some keys alone.
   *
   * @param wanted for which
   */
  public CompletableFuture<Boolean> insert(
      TableSchema table,
      Reading<? extends List<? extends RowImage>> rows,
      Predicate<CacheKey> wanted,
      Set<String> pools)
      throws QueryException, SourceException, InterruptedException {
    return inWindow(
        window -> {
          HandOver handOver = handOver(table, rows, window);
          OperationBatch all = handOver.operations();
          return handOver.with(
              OperationBatch.of(
                  all.operations().stream()
                      .filter(operation -> wanted.test(operation.key()))
                      .toList(),
                  all.order()));
        },
        pools);
  }

  private HandOver handOver(
      TableSchema table, Reading<? extends List<? extends RowImage>> rows, ReadWindow window)
      throws QueryException, InterruptedException {
    return made.handOver(table, rows.read(window.from()), window.from(), window.order());
  }

  /**
   * The same for operations of any kind, of which no two have the same key.
   *
   * @param operations finds out which they are
   */
  public CompletableFuture<Boolean> insert(
      Reading<? extends List<CacheOperation>> operations, Set<String> pools)
      throws QueryException, SourceException, InterruptedException {
    return inWindow(
        window ->
            HandOver.mark(window.from())
                .with(OperationBatch.of(operations.read(window.from()), window.order())),
        pools);
  }

  private CompletableFuture<Boolean> inWindow(Making making, Set<String> pools)
      throws QueryException, SourceException, InterruptedException {
    Window window = open();
    CompletableFuture<Boolean> outcome = CompletableFuture.completedFuture(false);
    try {
      HandOver handOver = making.in(window.window);
      window.endReading();
      outcome = window.insert(handOver, pools);
      return outcome;
    } finally {
      var unused = outcome.whenComplete((done, failure) -> window.close());
    }
  }

  /** Opens a window, for something that is read in one go and handed over in several. */
  public Window open() throws InterruptedException {
    try {
      return new Window(pipeline.openWindow().get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a window cannot be opened", e);
    }
  }

  /** A window; see {@link ReadWindow}. */
  public final class Window implements AutoCloseable {

    private final ReadWindow window;
    private @Nullable SourcePosition until;

    private Window(ReadWindow window) {
      this.window = window;
    }

    /** What is read has to show everything that lies before. */
    public SourcePosition from() {
      return window.from();
    }

    /** From now on nothing is read that is newer than what is committed now. */
    public void endReading() throws SourceException {
      until = source.latestPosition();
    }

    /**
     * Makes of rows what inserts of them would make, and hands that over. Behind {@link
     * #endReading}.
     *
     * @param pools the names of the pools that get it
     * @return as {@link RowInserter#insert} does; false if the window is closed before
     */
    public CompletableFuture<Boolean> insert(
        TableSchema table, List<? extends RowImage> rows, Set<String> pools)
        throws InterruptedException {
      return insert(made.handOver(table, rows, window.from(), window.order()), pools);
    }

    private CompletableFuture<Boolean> insert(HandOver handOver, Set<String> pools) {
      lastBytes = handOver.operations().bytes();
      if (until == null) {
        throw new IllegalStateException("it is still being read");
      }
      return pipeline.insert(new Insertion(window, until, handOver, pools));
    }

    /** Ends it. What waits to be handed over is not. */
    @Override
    public void close() {
      pipeline.closeWindow(window);
    }
  }

  /** How much was made last to be handed over, in bytes. */
  public long lastBytes() {
    return lastBytes;
  }

  /** Lets go of what its transforms hold. */
  @Override
  public void close() {
    made.close();
  }
}
