package dev.freshet.api.config;

import java.util.Map;

/** Settings that are valid each for itself but not together. */
public final class InvalidSettingsException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Map<String, String> problems;

  /**
   * @param problems what is wrong by option name, each in words that follow "KEY=VALUE "
   */
  public InvalidSettingsException(Map<String, String> problems) {
    super(problems.toString());
    this.problems = Map.copyOf(problems);
  }

  /** What is wrong by option name, each in words that follow "KEY=VALUE ". */
  public Map<String, String> problems() {
    return problems;
  }
}
