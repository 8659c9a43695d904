package dev.freshet.daemon.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key the configuration key, or the file if it is the file that is wrong
 * @param shownValue the value as it may be shown; null where there is none or none may be shown
 * @param cause what is wrong, in words that follow the key and value
 * @param remedy what to do about it; empty where the cause says so already
 */
public record ConfigProblem(String key, @Nullable String shownValue, String cause, String remedy) {

  /** The problem in one line. */
  public String message() {
    StringBuilder line = new StringBuilder(key);
    if (shownValue != null) {
      line.append('=').append(shownValue);
    }
    line.append(": ").append(cause);
    if (!remedy.isEmpty()) {
      line.append("; ").append(remedy);
    }
    return line.toString();
  }
}
