package dev.freshet.daemon.checkpoint;

/** A checkpoint file cannot be used. The message names the file, the cause and the remedy. */
public final class CheckpointException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String remedy;

  CheckpointException(String problem, String remedy) {
    super(problem + ". " + remedy);
    this.problem = problem;
    this.remedy = remedy;
  }

  CheckpointException(String problem, String remedy, Throwable cause) {
    super(problem + ". " + remedy, cause);
    this.problem = problem;
    this.remedy = remedy;
  }

  /** What is wrong, without the remedy. */
  public String problem() {
    return problem;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
