package dev.freshet.benchmarks;

import dev.freshet.benchmarks.candidate.Candidate;
import dev.freshet.benchmarks.users.Workload;
import java.nio.file.Path;
import java.util.List;

/**
 * What a session is to do.
 *
 * @param workloads each made once
 * @param candidates each run on each workload
 * @param poolCounts to how many pools each is run
 * @param repetitions how often each is run
 * @param javaOptions of every candidate's process
 * @param folder where the processes leave what they leave; must exist
 */
public record Plan(
    List<Workload> workloads,
    List<Candidate> candidates,
    List<Integer> poolCounts,
    int repetitions,
    List<String> javaOptions,
    Path folder) {

  /** Copies the lists. */
  public Plan {
    workloads = List.copyOf(workloads);
    candidates = List.copyOf(candidates);
    poolCounts = List.copyOf(poolCounts);
    javaOptions = List.copyOf(javaOptions);
  }

  /** The most pools that any run needs. */
  public int mostPools() {
    return poolCounts.stream().reduce(1, Math::max);
  }
}
