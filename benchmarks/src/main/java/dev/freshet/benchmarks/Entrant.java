package dev.freshet.benchmarks;

import dev.freshet.benchmarks.candidate.Candidate;
import dev.freshet.benchmarks.measure.Arrangement;
import java.util.List;

/**
 * A candidate in a contest.
 *
 * @param name what the report calls it
 * @param arrangement how its pools lie
 * @param pools to how many pools it is run, ascending; 0 for one that stores nothing
 */
public record Entrant(
    String name, Candidate candidate, Arrangement arrangement, List<Integer> pools) {

  /** Copies the list. */
  public Entrant {
    pools = List.copyOf(pools);
  }

  /** The most pools that it is run to. */
  int mostPools() {
    return pools.get(pools.size() - 1);
  }
}
