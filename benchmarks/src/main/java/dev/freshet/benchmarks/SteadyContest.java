package dev.freshet.benchmarks;

import dev.freshet.benchmarks.candidate.Candidate;
import dev.freshet.benchmarks.steady.Pace;
import java.util.List;

/**
 * A steady pace, and who keeps one pool up with it.
 *
 * @param name what the report calls it
 * @param subject the name of the one that the others are compared with
 * @param candidates in the order in which they take their turns
 */
public record SteadyContest(String name, Pace pace, String subject, List<Candidate> candidates) {

  /** Copies the list. */
  public SteadyContest {
    candidates = List.copyOf(candidates);
  }
}
