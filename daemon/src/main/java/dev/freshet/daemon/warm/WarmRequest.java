package dev.freshet.daemon.warm;

import java.util.Set;

/**
 * What is to be filled.
 *
 * @param pools the names of the pools
 * @param transformers the names of the transformers whose values are wanted
 * @param rowsPerSecond how many rows may be read a second; 0 for no limit
 */
public record WarmRequest(Set<String> pools, Set<String> transformers, long rowsPerSecond) {

  /** Where the admin endpoint takes it. */
  public static final String PATH = "/warm";

  /** What it looks like as JSON. */
  public static final String FORM = "{\"pools\":[…],\"transformers\":[…],\"rows_per_second\":0}";

  public WarmRequest {
    pools = Set.copyOf(pools);
    transformers = Set.copyOf(transformers);
  }
}
