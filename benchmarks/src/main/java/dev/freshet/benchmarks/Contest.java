package dev.freshet.benchmarks;

import dev.freshet.benchmarks.candidate.Candidate;
import dev.freshet.benchmarks.users.Workload;
import java.util.List;

/**
 * A workload, and who runs it.
 *
 * @param candidates in the order in which they take their turns
 */
public record Contest(Workload workload, List<Candidate> candidates) {

  /** Copies the list. */
  public Contest {
    candidates = List.copyOf(candidates);
  }
}
