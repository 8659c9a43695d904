package dev.freshet.api.config;

/**
 * One line of a pre-flight check.
 *
 * @param severity how bad it is
 * @param subject what was looked at, for instance {@code source 127.0.0.1:3306}
 * @param message what was found
 * @param remedy what to do about it; empty if nothing need be done
 */
public record Finding(Severity severity, String subject, String message, String remedy) {

  /** How bad a finding is. */
  public enum Severity {
    /** As it should be. */
    OK,
    /** Works, but something is likely to hurt. */
    WARNING,
    /** Does not work. */
    PROBLEM
  }

  public static Finding ok(String subject, String message) {
    return new Finding(Severity.OK, subject, message, "");
  }

  public static Finding warning(String subject, String message, String remedy) {
    return new Finding(Severity.WARNING, subject, message, remedy);
  }

  public static Finding problem(String subject, String message, String remedy) {
    return new Finding(Severity.PROBLEM, subject, message, remedy);
  }
}
