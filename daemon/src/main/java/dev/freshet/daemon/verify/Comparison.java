package dev.freshet.daemon.verify;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryRead;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableChunk;
import dev.freshet.api.spi.TableRead;
import dev.freshet.daemon.origin.KeysMade;
import dev.freshet.daemon.scan.Throttle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one comparison work with: the database, asked again where it is away for a
 * while; the pools that are still compared; how it is waited for changes under way. Used by one
 * thread, but for what is said to be told.
 */
final class Comparison {

  private static final Duration RETRY = Duration.ofMillis(500);

  private final Database database;
  private final Throttle throttle;
  private final Settling settling;
  private final KeysMade keysMade;
  private final List<ComparedPool> pools;
  private final Tallies tallies;
  private final Optional<Repair> repair;
  private final Set<Difference> mended;
  private final Duration patience;
  private final Consumer<String> waiting;
  private final List<String> lost = new ArrayList<>();

  /**
   * @param throttle says when rows may be read
   * @param keysMade tells what is made under keys
   * @param pools the pools
   * @param repair mends what differs; empty if nobody does
   * @param mended the differences that are mended
   * @param patience how long it is waited for a database or a pool
   * @param waiting told what is waited for; empty when that is over
   */
  Comparison(
      Database database,
      Throttle throttle,
      Settling settling,
      KeysMade keysMade,
      List<ComparedPool> pools,
      Tallies tallies,
      Optional<Repair> repair,
      Set<Difference> mended,
      Duration patience,
      Consumer<String> waiting) {
    this.database = database;
    this.throttle = throttle;
    this.settling = settling;
    this.keysMade = keysMade;
    this.pools = new ArrayList<>(pools);
    this.tallies = tallies;
    this.repair = repair;
    this.mended = mended;
    this.patience = patience;
    this.waiting = waiting;
  }

  /** Something that asks the database or the source. */
  @FunctionalInterface
  private interface Asking<T> {
    T ask() throws QueryException, SourceException, InterruptedException;
  }

  private <T> T persist(Asking<T> asking) throws VerifyException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      String why;
      try {
        return asking.ask();
      } catch (QueryException e) {
        why = String.valueOf(e.getMessage());
        if (e.isRefused()) {
          throw new VerifyException(why);
        }
      } catch (SourceException e) {
        why = String.valueOf(e.getMessage());
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new VerifyException(why);
      }
      waiting.accept(why);
      Thread.sleep(RETRY.toMillis());
      waiting.accept("");
    }
  }

  /** See {@link Database#chunk}. */
  TableChunk chunk(TableSchema table, @Nullable String after, int most, SourcePosition position)
      throws VerifyException, InterruptedException {
    return persist(() -> database.chunk(table, after, most, position));
  }

  /** See {@link Database#isChunked}. */
  boolean isChunked(TableSchema table) throws VerifyException, InterruptedException {
    return persist(() -> database.isChunked(table));
  }

  /** See {@link Database#snapshot}. */
  TableRead snapshot(TableSchema table, SourcePosition position)
      throws VerifyException, InterruptedException {
    return persist(() -> database.snapshot(table, position));
  }

  /** See {@link Database#read}. */
  QueryRead read(String sql, SourcePosition position) throws VerifyException, InterruptedException {
    return persist(() -> database.read(sql, position));
  }

  /** See {@link TableRead#next}, which cannot be asked again. */
  List<RowImage> next(TableRead read, int most) throws VerifyException {
    try {
      return read.next(most);
    } catch (QueryException e) {
      throw new VerifyException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Waits until rows may be read.
   *
   * @param rows how many are wanted
   * @return how many may be read
   */
  int await(int rows) throws VerifyException, InterruptedException {
    int possible = throttle.chunk(rows);
    return persist(
        () -> {
          throttle.await(possible);
          return possible;
        });
  }

  /** See {@link KeysMade#of}. */
  Map<CacheKey, KeysMade.Made> made(Collection<CacheKey> keys, SourcePosition position)
      throws VerifyException, InterruptedException {
    return persist(() -> keysMade.of(keys, position));
  }

  /** The same where it is asked once. */
  KeysMade keysMade() {
    return keysMade;
  }

  /** Whether a difference is to be mended. */
  boolean mends(Suspect suspect) {
    return repair.isPresent() && mended.contains(suspect.difference());
  }

  /**
   * Has differences mended.
   *
   * @return whether it has been
   */
  boolean mend(Mending mending) throws VerifyException, InterruptedException {
    if (repair.isEmpty()) {
      return false;
    }
    return persist(() -> mending.by(repair.get()));
  }

  /** Mends differences. */
  @FunctionalInterface
  interface Mending {
    boolean by(Repair repair) throws QueryException, SourceException, InterruptedException;
  }

  /** The database that is compared with. */
  Database database() {
    return database;
  }

  /** A place that the source has reached. */
  SourcePosition latest() throws VerifyException, InterruptedException {
    return persist(settling::latest);
  }

  /**
   * Waits until the pools hold all that has been committed before. Those that do not come so far
   * are not compared any more.
   *
   * @return a place that the source had reached before
   */
  SourcePosition settle() throws VerifyException, InterruptedException {
    Set<String> names = new LinkedHashSet<>();
    pools.forEach(pool -> names.add(pool.name()));
    Settling.Settled settled = persist(() -> settling.settle(names));
    settled
        .late()
        .forEach(
            name ->
                lose(
                    name,
                    "pool %s does not follow the stream: see freshet status".formatted(name)));
    return settled.position();
  }

  /** The pools that are compared. */
  List<ComparedPool> pools() {
    return List.copyOf(pools);
  }

  /** A pool cannot be compared any more. */
  void lose(String name, String why) {
    if (pools.removeIf(pool -> pool.name().equals(name))) {
      lost.add(why);
    }
  }

  /** Why pools have been lost. */
  List<String> lost() {
    return lost;
  }

  Tallies tallies() {
    return tallies;
  }
}
