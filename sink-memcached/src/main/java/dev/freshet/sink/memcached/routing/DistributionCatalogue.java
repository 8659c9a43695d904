package dev.freshet.sink.memcached.routing;

import dev.freshet.api.config.NearestName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The distributions by the names that a configuration gives them. Each is a hash, a ring and a form
 * of label put together; a new client mode is a new line here.
 */
public final class DistributionCatalogue {

  /** The name that takes a list of one server only. */
  public static final String SINGLE = "single";

  private static final KeyHash MD5 = new Md5Hash();
  private static final KeyHash ONE_AT_A_TIME = new OneAtATimeHash();

  private static final Map<String, Recipe> RECIPES =
      new TreeMap<>(
          Map.of(
              "ketama",
              DistributionCatalogue::ketama,
              "libmemcached-ketama_weighted",
              DistributionCatalogue::ketama,
              "libmemcached-modula-default",
              DistributionCatalogue::modula,
              "modula",
              DistributionCatalogue::modula,
              SINGLE,
              servers -> key -> 0));

  private DistributionCatalogue() {}

  /** Builds a distribution for a list of servers. */
  private interface Recipe {
    Distribution over(List<ServerAddress> servers);
  }

  private static Distribution ketama(List<ServerAddress> servers) {
    return new RingDistribution(MD5, KetamaRing.points(servers, ServerLabel.LIBMEMCACHED));
  }

  private static Distribution modula(List<ServerAddress> servers) {
    return new ModuloDistribution(ONE_AT_A_TIME, servers.size());
  }

  /**
   * The distribution {@code name} over {@code servers}.
   *
   * @throws IllegalArgumentException if there is no such distribution
   */
  public static Distribution create(String name, List<ServerAddress> servers) {
    Recipe recipe = RECIPES.get(name);
    if (recipe == null) {
      throw new IllegalArgumentException("no distribution is called " + name);
    }
    return recipe.over(List.copyOf(servers));
  }

  /**
   * What is wrong with {@code name} as a distribution's name, in words that follow "KEY=VALUE ";
   * null if nothing is.
   */
  public static @Nullable String problem(String name) {
    if (RECIPES.containsKey(name)) {
      return null;
    }
    String known = "is not one of " + String.join(", ", RECIPES.keySet());
    return NearestName.to(name, RECIPES.keySet())
        .map(nearest -> known + "; did you mean " + nearest + "?")
        .orElse(known);
  }
}
