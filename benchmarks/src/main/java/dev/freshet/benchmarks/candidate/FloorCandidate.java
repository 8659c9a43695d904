package dev.freshet.benchmarks.candidate;

import dev.freshet.benchmarks.floor.Floor;
import java.util.ArrayList;
import java.util.List;

/** The floor: no state, it is told where to begin. */
public final class FloorCandidate implements Candidate {
  private final String classPath;

  /**
   * @param classPath that of this module
   */
  public FloorCandidate(String classPath) {
    this.classPath = classPath;
  }

  @Override
  public String name() {
    return "floor";
  }

  @Override
  public boolean keepsState() {
    return false;
  }

  @Override
  public boolean hasPlace(Assignment assignment) {
    return true;
  }

  @Override
  public List<String> command(Assignment assignment) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-cp",
                classPath,
                Floor.class.getName(),
                assignment.database().host(),
                Integer.toString(assignment.database().port()),
                assignment.database().user(),
                assignment.database().password(),
                assignment.start().file(),
                Long.toString(assignment.start().offset())));
    command.addAll(assignment.pools());
    return command;
  }
}
