package dev.freshet.daemon.explain;

import java.util.List;

/**
 * What is to be said of a key.
 *
 * @param origins the transformers that have to do with it, in the order of the configuration
 * @param pools what each pool holds, in the order of the configuration
 */
public record Explanation(List<KeyOrigin> origins, List<PoolFinding> pools) {

  public Explanation {
    origins = List.copyOf(origins);
    pools = List.copyOf(pools);
  }

  /** Whether a pool does not hold what it should, or cannot be read. */
  public boolean showsProblem() {
    return pools.stream().anyMatch(pool -> pool.state().isProblem());
  }
}
