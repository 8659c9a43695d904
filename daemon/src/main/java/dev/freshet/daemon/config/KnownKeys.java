package dev.freshet.daemon.config;

import dev.freshet.api.config.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys that a configuration may have, gathered while it is read. Not thread-safe. */
final class KnownKeys {

  private final Set<String> keys = new TreeSet<>();
  private final Set<String> undecided = new HashSet<>();
  private boolean sourceUndecided;

  void add(Component component) {
    keys.addAll(component.keys());
  }

  /** Whether a key has been declared. */
  boolean has(String key) {
    return keys.contains(key);
  }

  /** The options of a component whose type does not tell all of them could have any name. */
  void addUndecided(String prefix) {
    undecided.add(prefix);
  }

  /** The options of a source that is not known could have any name. */
  void addUndecidedSource() {
    sourceUndecided = true;
  }

  /** A problem for each key that is not known, and for each name that is used but not listed. */
  List<ConfigProblem> problems(GivenValues given) {
    List<ConfigProblem> problems = new ArrayList<>();
    Set<String> unlisted = new HashSet<>();
    for (String key : given.keys()) {
      if (keys.contains(key)) {
        continue;
      }
      Optional<ComponentKey> component = ComponentKey.parse(key);
      if (component.isPresent()) {
        problemOf(key, component.get(), given, unlisted).ifPresent(problems::add);
      } else if (!sourceUndecided) {
        problems.add(unknown(key, NearestName.to(key, keys)));
      }
    }
    return problems;
  }

  private Optional<ConfigProblem> problemOf(
      String key, ComponentKey component, GivenValues given, Set<String> unlisted) {
    Set<String> names = given.elements(component.list());
    if (names.isEmpty() && (component.isOfRequiredList() || isUnresolved(component, given))) {
      // That the list is missing or cannot be resolved is a problem of its own.
      return Optional.empty();
    }
    if (!names.contains(component.name())) {
      return unlisted.add(component.prefix())
          ? Optional.of(unlisted(key, component, names))
          : Optional.empty();
    }
    String prefix = component.prefix();
    List<String> siblings =
        keys.stream()
            .filter(known -> known.startsWith(prefix))
            .map(known -> known.substring(prefix.length()))
            .toList();
    Optional<String> nearest =
        NearestName.to(component.option(), siblings)
            .map(option -> prefix + option)
            .filter(near -> !undecided.contains(prefix) || !given.has(near));
    return undecided.contains(prefix) && nearest.isEmpty()
        ? Optional.empty()
        : Optional.of(unknown(key, nearest));
  }

  private static boolean isUnresolved(ComponentKey component, GivenValues given) {
    return given.has(component.list()) && given.value(component.list()).isEmpty();
  }

  private static ConfigProblem unknown(String key, Optional<String> nearest) {
    String remedy =
        nearest
            .map(near -> "did you mean " + near + "?")
            .orElse("config/REFERENCE.md has all keys");
    return new ConfigProblem(key, null, "is not a known key", remedy);
  }

  private static ConfigProblem unlisted(String key, ComponentKey component, Set<String> names) {
    String remedy =
        NearestName.to(component.name(), names)
            .map(near -> "did you mean " + near + "?")
            .orElse(
                "add it: "
                    + component.list()
                    + "="
                    + Stream.concat(names.stream(), Stream.of(component.name()))
                        .collect(Collectors.joining(",")));
    return new ConfigProblem(
        key,
        null,
        "belongs to " + component.name() + ", which " + component.list() + " does not list",
        remedy);
  }
}
