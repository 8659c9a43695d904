package dev.freshet.testkit.provision;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server program of this machine.
 *
 * @param command how it is run: its path, or a loader, the loader's options and its path
 * @param version what it says when asked for its version
 * @param options the options without which it does not find its own files
 * @param root the system that it belongs to, if that is not this one
 */
record Program(List<String> command, String version, List<String> options, @Nullable Path root) {
  Program {
    command = List.copyOf(command);
    options = List.copyOf(options);
  }

  /**
   * The whole command line; {@code --no-defaults} has to be the first of the arguments if it is
   * among them.
   */
  List<String> with(List<String> arguments) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(arguments);
    return whole;
  }
}
