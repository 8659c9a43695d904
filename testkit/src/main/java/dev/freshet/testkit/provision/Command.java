package dev.freshet.testkit.provision;

import dev.freshet.testkit.ServerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs a program to its end. */
final class Command {
  private Command() {}

  /**
   * Runs a program.
   *
   * @return what it printed, both outputs together
   * @throws ServerException if it cannot be run or its exit status is not 0; the message holds what
   *     it printed
   */
  static String run(List<String> command) {
    return run(command, Map.of());
  }

  static String run(List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(new java.io.File("/dev/null"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new ServerException(
            String.join(" ", command) + " ended with " + status + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new ServerException("cannot run " + String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while running " + command.get(0), e);
    }
  }
}
