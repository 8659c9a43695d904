package dev.freshet.api.spi;

import java.util.List;

/**
 * Makes kinds of sources of connectors that a configuration names by their class. Found by {@link
 * java.util.ServiceLoader}. Stateless and thread-safe.
 */
public interface ConnectorFactory {

  /** The full names of the classes that it makes sources of. */
  List<String> classNames();

  /**
   * The kind of source that a connector is. Runs what the class does when it is made and asked for
   * its options.
   *
   * @param connector a class of one of the {@link #classNames}
   * @throws IllegalArgumentException if it cannot be used; the message says why, in words that
   *     follow "KEY=VALUE: "
   */
  SourceFactory of(Class<?> connector);
}
