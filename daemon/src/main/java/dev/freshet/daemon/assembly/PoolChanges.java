package dev.freshet.daemon.assembly;

import dev.freshet.daemon.config.Configuration;
import dev.freshet.daemon.config.Configuration.PoolConfiguration;
import dev.freshet.daemon.config.Configuration.TransformerConfiguration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What differs between two configurations.
 *
 * @param ending the pools that are gone or have changed
 * @param beginning the pools that are new or have changed
 * @param otherChanges whether anything else differs
 */
record PoolChanges(Set<String> ending, Set<String> beginning, boolean otherChanges) {

  static PoolChanges between(Configuration before, Configuration after) {
    Map<String, PoolConfiguration> old = byName(before.pools());
    Map<String, PoolConfiguration> now = byName(after.pools());
    return new PoolChanges(
        without(old, now),
        without(now, old),
        !before.daemon().equals(after.daemon())
            || !before.source().settings().equals(after.source().settings())
            || !before.transforms().equals(after.transforms())
            || !settings(before).equals(settings(after)));
  }

  private static Map<String, PoolConfiguration> byName(List<PoolConfiguration> pools) {
    Map<String, PoolConfiguration> byName = new LinkedHashMap<>();
    pools.forEach(pool -> byName.put(pool.name(), pool));
    return byName;
  }

  /** Those of {@code pools} that {@code others} has not, or not so. */
  private static Set<String> without(
      Map<String, PoolConfiguration> pools, Map<String, PoolConfiguration> others) {
    Set<String> names = new LinkedHashSet<>();
    pools.forEach(
        (name, pool) -> {
          PoolConfiguration other = others.get(name);
          if (other == null || !other.settings().equals(pool.settings())) {
            names.add(name);
          }
        });
    return names;
  }

  private static Map<String, Object> settings(Configuration configuration) {
    Map<String, Object> byName = new LinkedHashMap<>();
    for (TransformerConfiguration transformer : configuration.transformers()) {
      byName.put(
          transformer.name(),
          List.of(transformer.factory().type(), transformer.settings(), transformer.pools()));
    }
    return byName;
  }
}
