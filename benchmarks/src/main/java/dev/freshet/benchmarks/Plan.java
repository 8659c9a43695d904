package dev.freshet.benchmarks;

import java.nio.file.Path;
import java.util.List;

/**
 * What a session is to do.
 *
 * @param contests each workload is made once
 * @param steadyContests held after the others
 * @param repetitions how often each entrant is run to so many pools
 * @param javaOptions of every candidate's process
 * @param folder where the processes leave what they leave; must exist
 */
public record Plan(
    List<Contest> contests,
    List<SteadyContest> steadyContests,
    int repetitions,
    List<String> javaOptions,
    Path folder) {

  /** Copies the lists. */
  public Plan {
    contests = List.copyOf(contests);
    steadyContests = List.copyOf(steadyContests);
    javaOptions = List.copyOf(javaOptions);
  }
}
