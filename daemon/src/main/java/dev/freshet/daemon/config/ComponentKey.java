package dev.freshet.daemon.config;

import java.util.List;
import java.util.Optional;

/**
 * A key of a transform, a predicate, a transformer or a pool, taken apart.
 *
 * @param list the key that lists the names, for instance {@code pools}
 * @param name the component's name
 * @param option the option's name
 */
record ComponentKey(String list, String name, String option) {

  private static final List<String> REQUIRED =
      List.of(DaemonOptions.TRANSFORMERS, DaemonOptions.POOLS);
  private static final List<String> OPTIONAL =
      List.of(DaemonOptions.TRANSFORMS, DaemonOptions.PREDICATES);

  /** Takes {@code key} apart; empty if it is no such key. */
  static Optional<ComponentKey> parse(String key) {
    String[] parts = key.split("\\.", 3);
    return parts.length == 3 && (REQUIRED.contains(parts[0]) || OPTIONAL.contains(parts[0]))
        ? Optional.of(new ComponentKey(parts[0], parts[1], parts[2]))
        : Optional.empty();
  }

  /** Whether there has to be a list of such components. */
  boolean isOfRequiredList() {
    return REQUIRED.contains(list);
  }

  /** What all keys of the component begin with. */
  String prefix() {
    return list + "." + name + ".";
  }
}
