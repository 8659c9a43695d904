package dev.freshet.benchmarks.measure;

import dev.freshet.benchmarks.workload.Outcome;
import dev.freshet.testkit.MemcachedReader;
import java.util.List;

/** That every pool holds what has to come of the work. Not thread-safe. */
public final class KeysInPools implements Evidence, AutoCloseable {
  private final List<MemcachedReader> readers;
  private final Outcome outcome;
  private final OracleProgress values;

  /**
   * Connects to the pools.
   *
   * @param pools as they are before the work
   */
  public KeysInPools(Pools pools, Outcome outcome) {
    this.readers = pools.readers();
    this.outcome = outcome;
    this.values = new OracleProgress(new Oracle(outcome.sample()), readers);
  }

  @Override
  public boolean first() {
    return readers.stream()
        .allMatch(reader -> reader.get(outcome.firstKey()).isPresent() == outcome.firstComes());
  }

  /**
   * The last key may be there before others, where several threads set them. Where keys are set
   * more than once, their number does not tell that, and values are looked at.
   */
  @Override
  public boolean all() {
    return readers.stream().allMatch(reader -> reader.get(outcome.lastKey()).isPresent())
        && countsAre(outcome.items())
        && (!outcome.overwritten() || values.complete());
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
