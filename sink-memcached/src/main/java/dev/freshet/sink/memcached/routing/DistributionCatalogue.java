package dev.freshet.sink.memcached.routing;

import dev.freshet.api.config.NearestName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The distributions by the names that a configuration gives them. */
public final class DistributionCatalogue {

  /** The name that takes a list of one server only. */
  public static final String SINGLE = "single";

  private static final Map<String, Mode> MODES = modes();

  private DistributionCatalogue() {}

  private static Map<String, Mode> modes() {
    Map<String, Mode> modes = new TreeMap<>(ClientModes.all());
    alias(modes, "ketama", "libmemcached-ketama_weighted");
    alias(modes, "modula", "libmemcached-modula-default");
    modes.put(SINGLE, new Mode(Algorithm.FIRST_SERVER, ServerLabel.HOST_AND_PORT));
    return modes;
  }

  private static void alias(Map<String, Mode> modes, String plain, String name) {
    Mode mode = modes.get(name);
    if (mode != null) {
      modes.put(plain, mode);
    }
  }

  /** All names, in the order of the alphabet. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(MODES.keySet());
  }

  /**
   * The distribution {@code name} over {@code servers}, by all of each key. Asks the system for
   * addresses where the client hashes them, but not yet; see {@link Distribution#prepare}.
   *
   * @throws IllegalArgumentException if there is no such distribution
   */
  public static Distribution create(String name, List<ServerAddress> servers) {
    return create(name, servers, "", HostNames.SYSTEM);
  }

  /**
   * The distribution {@code name} over {@code servers}.
   *
   * @param unhashedPrefix what the client puts before keys without hashing it; may be empty
   * @param names is asked for addresses where the client hashes them
   * @throws IllegalArgumentException if there is no such distribution
   */
  public static Distribution create(
      String name, List<ServerAddress> servers, String unhashedPrefix, HostNames names) {
    Mode mode = MODES.get(name);
    if (mode == null) {
      throw new IllegalArgumentException("no distribution is called " + name);
    }
    return new ModeDistribution(
        unhashedPrefix.isEmpty() ? mode : mode.behindPrefix(unhashedPrefix),
        List.copyOf(servers),
        names);
  }

  /**
   * What is wrong with {@code name} as a distribution's name, in words that follow "KEY=VALUE ";
   * null if nothing is.
   */
  public static @Nullable String problem(String name) {
    if (MODES.containsKey(name)) {
      return null;
    }
    return NearestName.to(name, MODES.keySet())
            .map(nearest -> "is no distribution; did you mean " + nearest + "?")
            .orElse("is no distribution;")
        + " docs/distributions.md has them by client";
  }
}
