package dev.freshet.benchmarks.measure;

import dev.freshet.benchmarks.users.Workload;
import dev.freshet.testkit.MemcachedReader;
import java.util.List;

/** That the keys of a workload are in every pool. Not thread-safe. */
public final class KeysInPools implements Evidence, AutoCloseable {
  private final List<MemcachedReader> readers;
  private final Workload workload;

  /**
   * Connects to the pools.
   *
   * @param pools empty as yet
   */
  public KeysInPools(Pools pools, Workload workload) {
    this.readers = pools.readers();
    this.workload = workload;
  }

  @Override
  public boolean first() {
    return holdsAll(workload.firstKey());
  }

  /** The last key may be there before others, where several threads set them. */
  @Override
  public boolean all() {
    return holdsAll(workload.lastKey()) && countsAre(workload.rows());
  }

  private boolean holdsAll(String key) {
    return readers.stream().allMatch(reader -> reader.get(key).isPresent());
  }

  private boolean countsAre(int count) {
    String expected = Integer.toString(count);
    return readers.stream().allMatch(reader -> expected.equals(reader.stats().get("curr_items")));
  }

  @Override
  public void close() {
    readers.forEach(MemcachedReader::close);
  }
}
