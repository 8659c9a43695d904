package dev.freshet.benchmarks;

import dev.freshet.benchmarks.workload.Workload;
import java.util.List;

/**
 * A workload, and who runs it.
 *
 * @param subject the name of the one that the others are compared with
 * @param entrants in the order in which they take their turns
 */
public record Contest(Workload workload, String subject, List<Entrant> entrants) {

  /** Copies the list. */
  public Contest {
    entrants = List.copyOf(entrants);
  }
}
