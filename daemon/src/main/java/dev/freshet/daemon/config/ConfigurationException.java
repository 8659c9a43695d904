package dev.freshet.daemon.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration cannot be used. Its message has a line for the file and one for each problem. */
public final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  /**
   * @param file the configuration file
   * @param problems all that is wrong with it, in the order in which they are to be told
   */
  public ConfigurationException(Path file, List<ConfigProblem> problems) {
    super(text(file, problems));
    this.problems = List.copyOf(problems);
  }

  /** All that is wrong. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  private static String text(Path file, List<ConfigProblem> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return problems.stream()
        .map(problem -> "  " + problem.message())
        .collect(Collectors.joining("\n", count + " in " + file + ":\n", ""));
  }
}
