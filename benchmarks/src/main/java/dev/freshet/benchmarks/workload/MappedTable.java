package dev.freshet.benchmarks.workload;

/**
 * A table of which each row is to be in the pools, as JSON.
 *
 * @param name with the database's
 * @param keyPrefix what the cache keys of its rows begin with; the value of the column {@code id}
 *     follows
 */
public record MappedTable(String name, String keyPrefix) {

  /** The cache key of the row with an id. */
  public String key(long id) {
    return keyPrefix + id;
  }
}
