package dev.freshet.daemon.verify;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.daemon.verify.VerifyStatus.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what is found. Thread-safe. */
final class Tallies {

  private static final int EXAMPLES = 5;

  private final VerifyMeters meters;
  private final Map<String, Map<String, Tally>> byPool = new TreeMap<>();

  /** The counts of a pool and transformer. */
  private static final class Tally {
    private final Map<Difference, Long> found = new EnumMap<>(Difference.class);
    private final Map<Difference, List<String>> examples = new EnumMap<>(Difference.class);
    private long checked;
    private long repaired;
    private long unsettled;
  }

  Tallies(VerifyMeters meters) {
    this.meters = meters;
  }

  /** Shows a pool and transformer, with nothing counted so far. */
  synchronized void begin(String pool, String transformer) {
    tally(pool, transformer);
  }

  private Tally tally(String pool, String transformer) {
    return byPool
        .computeIfAbsent(pool, unused -> new TreeMap<>())
        .computeIfAbsent(transformer, unused -> new Tally());
  }

  /** A key has been compared. */
  synchronized void checked(String pool, String transformer) {
    tally(pool, transformer).checked++;
    meters.checked(pool);
  }

  /** A key that has been compared differs. */
  synchronized void found(String pool, String transformer, Difference difference, CacheKey key) {
    Tally tally = tally(pool, transformer);
    tally.found.merge(difference, 1L, Long::sum);
    List<String> examples = tally.examples.computeIfAbsent(difference, unused -> new ArrayList<>());
    if (examples.size() < EXAMPLES) {
      examples.add(key.toString());
    }
    meters.found(pool, difference);
  }

  /** What differed under a key has been mended. */
  synchronized void repaired(String pool, String transformer) {
    tally(pool, transformer).repaired++;
    meters.repaired(pool);
  }

  /** Nothing can be said of a key. */
  synchronized void unsettled(String pool, String transformer) {
    tally(pool, transformer).unsettled++;
  }

  synchronized List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    byPool.forEach(
        (pool, tallies) ->
            tallies.forEach(
                (transformer, tally) -> findings.add(finding(pool, transformer, tally))));
    return findings;
  }

  private static Finding finding(String pool, String transformer, Tally tally) {
    Map<Difference, List<String>> examples = new EnumMap<>(Difference.class);
    tally.examples.forEach((difference, keys) -> examples.put(difference, List.copyOf(keys)));
    return new Finding(
        pool,
        transformer,
        tally.checked,
        tally.found.getOrDefault(Difference.MISSING, 0L),
        tally.found.getOrDefault(Difference.DIFFERENT, 0L),
        tally.found.getOrDefault(Difference.SURPLUS, 0L),
        tally.repaired,
        tally.unsettled,
        examples);
  }
}
