package dev.freshet.benchmarks.workload;

import java.util.Map;

/**
 * What every pool holds once all is done, and what shows it.
 *
 * @param firstKey the key that the first change is about
 * @param firstComes whether that key comes to be there; else it goes
 * @param lastKey the key that the last change sets
 * @param items how many there are in the end
 * @param overwritten whether keys are set more than once, so that only their values show that all
 *     is done
 * @param sample what the database itself says, as JSON by key
 */
public record Outcome(
    String firstKey,
    boolean firstComes,
    String lastKey,
    int items,
    boolean overwritten,
    Map<String, String> sample) {

  /** Copies the map. */
  public Outcome {
    sample = Map.copyOf(sample);
  }
}
