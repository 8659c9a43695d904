package dev.freshet.daemon.command;

import dev.freshet.api.operation.CacheKey;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A key that somebody has typed. */
final class KeyArgument {

  private KeyArgument() {}

  /**
   * The key.
   *
   * @throws ParameterException if memcached takes none such
   */
  static CacheKey parse(String text, CommandSpec spec) {
    CacheKey key = CacheKey.of(text);
    String problem = key.problem();
    if (problem != null) {
      throw new ParameterException(
          spec.commandLine(), "'" + text + "' is no key that memcached takes: " + problem);
    }
    return key;
  }
}
