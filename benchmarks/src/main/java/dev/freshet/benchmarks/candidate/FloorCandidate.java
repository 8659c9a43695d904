package dev.freshet.benchmarks.candidate;

import dev.freshet.benchmarks.floor.Floor;
import java.util.ArrayList;
import java.util.List;

/** The floor: no state, it is told where to begin. */
public final class FloorCandidate implements Candidate {
  private static final int MILLISECOND = 1;
  private static final int AT_ONCE = 0;

  private final String classPath;
  private final int flushMillis;

  private FloorCandidate(String classPath, int flushMillis) {
    this.classPath = classPath;
    this.flushMillis = flushMillis;
  }

  /**
   * One that sends sets out together, at most a millisecond late.
   *
   * @param classPath that of this module
   */
  public static FloorCandidate inBulk(String classPath) {
    return new FloorCandidate(classPath, MILLISECOND);
  }

  /**
   * One that sends the sets of each event out at once.
   *
   * @param classPath that of this module
   */
  public static FloorCandidate atOnce(String classPath) {
    return new FloorCandidate(classPath, AT_ONCE);
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
                Long.toString(assignment.start().offset()),
                Integer.toString(flushMillis)));
    command.addAll(assignment.pools());
    return command;
  }
}
