package dev.freshet.daemon.verify;

import static java.util.Objects.requireNonNull;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.ChangeOrigin;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.api.spi.KeyTrace;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.origin.KeysMade;
import dev.freshet.daemon.scan.KeyHash;
import dev.freshet.daemon.scan.LongSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Searches pools for keys that the database has nothing for: of all keys that a pool holds, those
 * which no row was found to make while tables were read are looked up one by one. Those that are
 * none of the keys which a query tells, but have an object all the same, are compared with that.
 * Used by one thread.
 */
final class SurplusSearch {

  /** How many keys are looked up at a time. */
  private static final int BATCH = 1000;

  /** How many keys are remembered of one listing; if there are more, the pool is listed again. */
  private static final int MOST_CANDIDATES = 100_000;

  /** How often something that keeps changing is looked at. */
  private static final int MOST_LOOKS = 10;

  private final Comparison comparison;
  private final KnownKeys known;
  private final KeySample sample;
  private final Map<String, Transformer> transformers;

  /**
   * @param known the keys that the database has, of a share of all
   * @param sample the keys that are of interest
   * @param transformers the transformers that are compared, by name
   */
  SurplusSearch(
      Comparison comparison,
      KnownKeys known,
      KeySample sample,
      Map<String, Transformer> transformers) {
    this.comparison = comparison;
    this.known = known;
    this.sample = sample;
    this.transformers = transformers;
  }

  /** Goes through all pools. Blocks. */
  void run() throws VerifyException, InterruptedException {
    for (ComparedPool pool : comparison.pools()) {
      try {
        search(pool);
      } catch (LostPoolException e) {
        comparison.lose(pool.name(), String.valueOf(e.getMessage()));
      }
    }
  }

  private void search(ComparedPool pool)
      throws VerifyException, LostPoolException, InterruptedException {
    LongSet judged = new LongSet();
    boolean isToBeListed = true;
    while (isToBeListed) {
      List<CacheKey> candidates = new ArrayList<>();
      Predicate<Long> isOpen =
          hash ->
              known.share().contains(hash)
                  && sample.contains(hash)
                  && !known.contains(hash)
                  && !judged.contains(hash);
      pool.list(
          key -> {
            if (candidates.size() < MOST_CANDIDATES
                && isOpen.test(KeyHash.of(key))
                && isOfCompared(key)) {
              candidates.add(key);
            }
          });
      isToBeListed = candidates.size() >= MOST_CANDIDATES;
      List<CacheKey> distinct = candidates.stream().distinct().toList();
      distinct.forEach(key -> judged.add(KeyHash.of(key)));
      judge(pool, distinct);
    }
  }

  private boolean isOfCompared(CacheKey key) {
    return transformers.values().stream()
        .anyMatch(transformer -> transformer.trace(key) instanceof KeyTrace.OfRows);
  }

  private void judge(ComparedPool pool, List<CacheKey> candidates)
      throws VerifyException, LostPoolException, InterruptedException {
    SourcePosition position = comparison.latest();
    Map<CacheKey, Suspect> open = new LinkedHashMap<>();
    for (List<CacheKey> batch : batches(candidates)) {
      open.putAll(look(pool, batch, position, true));
    }
    for (int look = 0; look < MOST_LOOKS && !open.isEmpty(); look++) {
      SourcePosition settled = comparison.settle();
      if (!comparison.pools().contains(pool)) {
        return;
      }
      Map<CacheKey, Suspect> before = open;
      open = new LinkedHashMap<>();
      for (List<CacheKey> batch : batches(List.copyOf(before.keySet()))) {
        List<Suspect> sure = new ArrayList<>();
        for (Suspect seen : look(pool, batch, settled, false).values()) {
          Suspect now = requireNonNull(before.get(seen.key())).seenAgain(seen);
          if (now.isSure()) {
            sure.add(now);
          } else {
            open.put(now.key(), now);
          }
        }
        conclude(pool, sure);
      }
    }
    open.values()
        .forEach(suspect -> comparison.tallies().unsettled(pool.name(), suspect.transformer()));
  }

  private static List<List<CacheKey>> batches(List<CacheKey> keys) {
    List<List<CacheKey>> batches = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += BATCH) {
      batches.add(keys.subList(from, Math.min(keys.size(), from + BATCH)));
    }
    return batches;
  }

  private Map<CacheKey, Suspect> look(
      ComparedPool pool, List<CacheKey> keys, SourcePosition position, boolean isFirst)
      throws VerifyException, LostPoolException, InterruptedException {
    Map<CacheKey, KeysMade.Made> made = comparison.made(keys, position);
    List<CacheKey> owed =
        keys.stream()
            .filter(
                key -> {
                  KeysMade.Made ofKey = requireNonNull(made.get(key));
                  return ownerOfNothing(pool, ofKey) != null || objectOf(pool, ofKey).isPresent();
                })
            .toList();
    Map<CacheKey, Suspect> suspects = new LinkedHashMap<>();
    pool.read(owed)
        .forEach(
            (key, held) -> {
              KeysMade.Made ofKey = requireNonNull(made.get(key));
              String owner = ownerOfNothing(pool, ofKey);
              if (held instanceof HeldItem.Present present && owner != null) {
                suspects.put(key, Suspect.surplus(key, owner, present));
              } else if (held instanceof HeldItem.Present present) {
                CacheOperation object = objectOf(pool, ofKey).orElseThrow();
                if (isFirst) {
                  comparison.tallies().checked(pool.name(), object.origin().transformer());
                }
                Suspect suspect = pool.isMade(present, ofKey) ? null : Suspect.of(object, present);
                if (suspect != null) {
                  suspects.put(key, suspect);
                }
              }
            });
    return suspects;
  }

  /**
   * What a pool is to hold if it holds anything, where a query tells what pools are filled with.
   */
  private Optional<CacheOperation> objectOf(ComparedPool pool, KeysMade.Made made) {
    return made.undecided().isEmpty()
        ? made.transformers().stream()
            .filter(name -> pool.gets(name) && isFilledByKeys(name))
            .flatMap(name -> made.values(name).stream())
            .findFirst()
        : Optional.empty();
  }

  private boolean isFilledByKeys(String name) {
    Transformer transformer = transformers.get(name);
    return transformer != null && transformer.keyQuery().isPresent();
  }

  /** The transformer whose key it is, if no transformer makes anything of it; else null. */
  private @Nullable String ownerOfNothing(ComparedPool pool, KeysMade.Made made) {
    return pool.isToHold(made)
        ? null
        : made.transformers().stream()
            .filter(pool::gets)
            .filter(transformers::containsKey)
            .findFirst()
            .orElse(null);
  }

  private void conclude(ComparedPool pool, List<Suspect> sure)
      throws VerifyException, InterruptedException {
    List<Suspect> surplus = new ArrayList<>();
    List<Suspect> different = new ArrayList<>();
    for (Suspect suspect : sure) {
      if (suspect.difference() == Difference.SURPLUS) {
        surplus.add(suspect);
        comparison.tallies().checked(pool.name(), suspect.transformer());
      } else {
        different.add(suspect);
      }
      comparison
          .tallies()
          .found(pool.name(), suspect.transformer(), suspect.difference(), suspect.key());
    }
    mend(
        pool,
        surplus,
        (suspect, made, from) ->
            ownerOfNothing(pool, made) == null
                ? Optional.empty()
                : Optional.of(removal(suspect, made, from)));
    mend(pool, different, (suspect, made, from) -> objectOf(pool, made));
  }

  /** What mends a difference; empty if it has gone by itself. */
  @FunctionalInterface
  private interface Mending {
    Optional<CacheOperation> of(Suspect suspect, KeysMade.Made made, SourcePosition from);
  }

  private void mend(ComparedPool pool, List<Suspect> sure, Mending mending)
      throws VerifyException, InterruptedException {
    if (sure.isEmpty() || !comparison.mends(sure.get(0))) {
      return;
    }
    List<CacheKey> keys = sure.stream().map(Suspect::key).toList();
    boolean mended =
        comparison.mend(
            repair ->
                repair.place(
                    from -> {
                      comparison.keysMade().lookUpTables();
                      Map<CacheKey, KeysMade.Made> made = comparison.keysMade().of(keys, from);
                      return sure.stream()
                          .flatMap(
                              suspect ->
                                  mending
                                      .of(suspect, requireNonNull(made.get(suspect.key())), from)
                                      .stream())
                          .toList();
                    },
                    pool.name()));
    if (mended) {
      sure.forEach(suspect -> comparison.tallies().repaired(pool.name(), suspect.transformer()));
    }
  }

  private static CacheOperation removal(
      Suspect suspect, KeysMade.Made made, SourcePosition position) {
    TableName table = made.table();
    return CacheOperation.delete(
        suspect.key(),
        new ChangeOrigin(
            suspect.transformer(), table == null ? new TableName("", "") : table, position));
  }
}
