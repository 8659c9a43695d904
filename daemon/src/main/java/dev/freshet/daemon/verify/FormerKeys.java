package dev.freshet.daemon.verify;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.freshet.api.change.TableName;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.ChangeOrigin;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.KeyTrace;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.checkpoint.StateJson;
import dev.freshet.daemon.origin.KeysMade;
import dev.freshet.daemon.pipeline.FedPool;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.pipeline.Threads;
import dev.freshet.daemon.plugin.Plugins;
import dev.freshet.daemon.transforms.Transforms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the keys that transformers have left in pools which are no longer configured, or make
 * other keys now. What was configured is kept in {@code state.dir/transformers.json}. Thread-safe;
 * a thread of its own does the work.
 */
public final class FormerKeys implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FormerKeys.class);
  private static final Duration RETRY = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How many keys are removed at a time. */
  private static final int BATCH = 1000;

  /** How many keys are remembered of one listing; if there are more, the pool is listed again. */
  private static final int MOST_KEYS = 100_000;

  /**
   * What is in the file.
   *
   * @param configured what was said of each transformer last, by its name
   * @param former those of which pools may still hold keys
   */
  record Content(Map<String, Map<String, String>> configured, List<Former> former) {}

  /**
   * A transformer that is no longer configured as it was.
   *
   * @param written what was said of it
   * @param pools the pools that may still hold its keys
   */
  record Former(String name, Map<String, String> written, Set<String> pools) {

    /** The same, with nothing left in a pool. */
    Former without(String pool) {
      Set<String> left = new TreeSet<>(pools);
      left.remove(pool);
      return new Former(name, written, left);
    }
  }

  /** A transformer as it was. */
  private record Made(String name, Transformer transformer) {}

  /** Makes a transformer as it was. */
  @FunctionalInterface
  public interface Maker {
    /**
     * A transformer as it was.
     *
     * @param written what was said of it
     * @return empty if that cannot be had any more
     */
    Optional<Transformer> create(String name, Map<String, String> written);
  }

  private final Replication replication;
  private final Map<String, Transformer> transformers;
  private final Transforms transforms;
  private final Maker maker;
  private final StateJson<Content> file;
  private final Map<String, Map<String, String>> configured;
  private final Set<String> changed = new LinkedHashSet<>();
  private List<Former> former;
  private final Thread thread = new Thread(this::run, "freshet-former-keys");

  /**
   * Looks what has changed since the last start; does nothing yet.
   *
   * @param transformers the transformers by name
   * @param transforms what rows run through before
   * @param configured what the configuration says of each of them
   * @param maker makes those that it no longer says the same of
   */
  public FormerKeys(
      Replication replication,
      Map<String, Transformer> transformers,
      Transforms transforms,
      Map<String, Map<String, String>> configured,
      Maker maker,
      Path stateDirectory) {
    this.replication = replication;
    this.transformers = transformers;
    this.transforms = transforms;
    this.configured = configured;
    this.maker = maker;
    this.file =
        new StateJson<>(
            stateDirectory,
            "transformers.json",
            new TypeReference<>() {},
            "keys of transformers that were taken out of the configuration are not found");
    Content before = file.read().orElseGet(() -> new Content(configured, List.of()));
    this.former = new ArrayList<>();
    before.former().stream()
        .filter(each -> !configured.containsValue(each.written()))
        .forEach(former::add);
    before
        .configured()
        .forEach(
            (name, written) -> {
              if (!written.equals(configured.get(name))) {
                if (configured.containsKey(name)) {
                  changed.add(name);
                }
                former.add(new Former(name, written, new TreeSet<>(replication.poolsWithValues())));
              }
            });
  }

  /** The transformers that make something else now of what they were made for before. */
  public Set<String> changed() {
    return Set.copyOf(changed);
  }

  /** Begins. */
  public void start() {
    store();
    if (!former.isEmpty()) {
      thread.start();
    }
  }

  private void store() {
    try {
      file.write(new Content(configured, former));
    } catch (IOException e) {
      LOG.warn(
          "It cannot be stored which transformers are configured, so that what they leave behind may"
              + " not be found: {}",
          e.toString());
    }
  }

  private void run() {
    try {
      while (!former.isEmpty()) {
        Map<String, List<Former>> byPool = new LinkedHashMap<>();
        for (Former each : former) {
          each.pools()
              .forEach(pool -> byPool.computeIfAbsent(pool, any -> new ArrayList<>()).add(each));
        }
        boolean isDone = true;
        for (Map.Entry<String, List<Former>> pool : byPool.entrySet()) {
          isDone &= clear(pool.getKey(), pool.getValue());
        }
        if (!isDone) {
          Thread.sleep(RETRY.toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("Keys of former transformers are not removed until the next start", e);
    }
  }

  /** Whether nothing is left to be done for a pool. */
  private boolean clear(String pool, List<Former> ofPool) throws InterruptedException {
    FedPool fed = replication.fedPools().get(pool);
    List<Made> made = new ArrayList<>();
    for (Former each : ofPool) {
      maker
          .create(each.name(), each.written())
          .ifPresentOrElse(
              transformer -> made.add(new Made(each.name(), transformer)),
              () ->
                  LOG.error(
                      "What transformer {} has left in pool {} cannot be told from other keys, since"
                          + " it cannot be made any more; remove it by hand",
                      each.name(),
                      pool));
    }
    try {
      if (fed != null && !made.isEmpty()) {
        Set<String> names = ofPool.stream().map(Former::name).collect(Collectors.toSet());
        LOG.info("Pool {} is searched for keys of former transformers {}", pool, names);
        LOG.info("{} of these keys were removed from pool {}", clear(pool, fed, made), pool);
      }
    } catch (LostPoolException | QueryException | SourceException e) {
      LOG.warn(
          "Keys of former transformers cannot be removed from pool {} now; it is tried again: {}",
          pool,
          e.getMessage());
      return false;
    } finally {
      Plugins.release(made.stream().map(Made::transformer).toList());
    }
    former =
        former.stream()
            .map(each -> each.without(pool))
            .filter(each -> !each.pools().isEmpty())
            .toList();
    store();
    return true;
  }

  private long clear(String pool, FedPool fed, List<Made> made)
      throws LostPoolException, QueryException, SourceException, InterruptedException {
    Repair repair = new Repair(replication);
    Database database = replication.database();
    ExecutorService queries = Executors.newFixedThreadPool(database.parallelism());
    long removed = 0;
    try (ComparedPool compared = new ComparedPool(pool, fed, PATIENCE);
        KeysMade present = new KeysMade(transformers, transforms, database, queries, List.of())) {
      Set<CacheKey> looked = new HashSet<>();
      boolean isToBeListed = true;
      while (isToBeListed) {
        Set<CacheKey> found = new LinkedHashSet<>();
        compared.list(
            key -> {
              if (found.size() < MOST_KEYS && isOf(made, key) && !looked.contains(key)) {
                found.add(key);
              }
            });
        removed += remove(List.copyOf(found), compared, present, repair);
        looked.addAll(found);
        isToBeListed = found.size() >= MOST_KEYS;
      }
    } finally {
      queries.shutdownNow();
    }
    return removed;
  }

  /**
   * Whether a key may be one of those that a transformer has left, and not one that it still makes.
   */
  private boolean isOf(List<Made> made, CacheKey key) {
    return made.stream().anyMatch(each -> isOf(each.transformer(), each.name(), key));
  }

  private boolean isOf(Transformer made, String name, CacheKey key) {
    if (!(made.trace(key) instanceof KeyTrace.OfRows rows)
        || rows.content() == KeyTrace.Content.NOTHING) {
      return false;
    }
    Transformer present = transformers.get(name);
    // if it is made of the same row by the same name, it is up to date or surplus
    return present == null
        || !(present.trace(key) instanceof KeyTrace.OfRows now)
        || !now.columns().equals(rows.columns())
        || now.content() != rows.content();
  }

  /** Removes those that no present transformer makes anything of. */
  private static long remove(
      List<CacheKey> keys, ComparedPool pool, KeysMade present, Repair repair)
      throws LostPoolException, QueryException, SourceException, InterruptedException {
    AtomicLong removed = new AtomicLong();
    for (int from = 0; from < keys.size(); from += BATCH) {
      List<CacheKey> some = keys.subList(from, Math.min(keys.size(), from + BATCH));
      boolean isDone =
          repair.place(
              position -> {
                present.lookUpTables();
                Map<CacheKey, KeysMade.Made> values = present.of(some, position);
                List<CacheOperation> removals =
                    some.stream()
                        .filter(key -> !pool.isToHold(requireNonNull(values.get(key))))
                        .map(
                            key ->
                                CacheOperation.delete(
                                    key,
                                    new ChangeOrigin("former", new TableName("", ""), position)))
                        .toList();
                removed.addAndGet(removals.size());
                return removals;
              },
              pool.name());
      if (!isDone) {
        throw new LostPoolException("pool " + pool.name() + " does not follow the stream");
      }
    }
    return removed.get();
  }

  /** Ends it; what is left to do is done after the next start. */
  @Override
  public void close() {
    Threads.end(thread);
  }
}
