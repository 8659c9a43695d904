package dev.freshet.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * What a session is to do.
 *
 * @param contests each workload is made once
 * @param poolCounts to how many pools each candidate is run
 * @param repetitions how often each is run to so many
 * @param javaOptions of every candidate's process
 * @param folder where the processes leave what they leave; must exist
 */
public record Plan(
    List<Contest> contests,
    List<Integer> poolCounts,
    int repetitions,
    List<String> javaOptions,
    Path folder) {

  /** Copies the lists. */
  public Plan {
    contests = List.copyOf(contests);
    poolCounts = List.copyOf(poolCounts);
    javaOptions = List.copyOf(javaOptions);
  }

  /** The most pools that any run needs. */
  public int mostPools() {
    return poolCounts.stream().reduce(1, Math::max);
  }
}
