package dev.freshet.benchmarks.measure;

import dev.freshet.testkit.MemcachedReader;
import java.util.ArrayList;
import java.util.List;

/**
 * How many of an oracle's values are in the pools. A value that was once found is not looked at
 * again: it is the key's last. Not thread-safe.
 */
final class OracleProgress {
  private final Oracle oracle;
  private final List<MemcachedReader> readers;
  private final List<String> keys;
  private int found;

  OracleProgress(Oracle oracle, List<MemcachedReader> readers) {
    this.oracle = oracle;
    this.readers = readers;
    this.keys = new ArrayList<>(oracle.keys());
  }

  /** Whether all are in every pool; looks on from the first that was not. */
  boolean complete() {
    while (found < keys.size()) {
      String key = keys.get(found);
      if (!readers.stream().allMatch(reader -> oracle.agrees(key, reader))) {
        return false;
      }
      found++;
    }
    return true;
  }
}
