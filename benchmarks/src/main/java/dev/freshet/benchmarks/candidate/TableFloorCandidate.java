package dev.freshet.benchmarks.candidate;

import dev.freshet.benchmarks.floor.TableFloor;
import java.util.List;

/** The floor of filling pools from a table: it reads the table, and stores nothing. */
public final class TableFloorCandidate implements Candidate {
  private final String classPath;

  /**
   * @param classPath that of this module
   */
  public TableFloorCandidate(String classPath) {
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
  public boolean fillsPools() {
    return false;
  }

  @Override
  public List<String> command(Assignment assignment) {
    return List.of(
        "-cp",
        classPath,
        TableFloor.class.getName(),
        assignment.database().host(),
        Integer.toString(assignment.database().port()),
        assignment.database().user(),
        assignment.database().password());
  }
}
