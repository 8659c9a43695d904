package dev.freshet.daemon;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A time in which one pool is in a certain trouble, or none is.
 *
 * @param name what it is called in the figures
 * @param calm whether nothing is wrong with any pool
 * @param times each pool's probes that were committed in it, by the pool's name
 */
record ProbePhase(String name, boolean calm, Map<String, ProbeTimes> times) {

  static ProbePhase of(String name, boolean calm, List<TestPool> pools) {
    return new ProbePhase(
        name,
        calm,
        pools.stream()
            .map(TestPool::name)
            .collect(Collectors.toUnmodifiableMap(Function.identity(), pool -> new ProbeTimes())));
  }

  /** The pool's p99 in milliseconds. */
  double p99(String pool) {
    return of(pool).quantileMillis(0.99);
  }

  ProbeTimes of(String pool) {
    ProbeTimes found = times.get(pool);
    if (found == null) {
      throw new IllegalArgumentException("no pool " + pool);
    }
    return found;
  }
}
