package dev.freshet.daemon.config;

import dev.freshet.api.config.OptionType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All keys that stand in a configuration file, with the values of those that could be resolved.
 *
 * @param keys all keys, in the order of the file
 * @param values the values by key; a key with an unresolvable reference has none
 */
record GivenValues(List<String> keys, Map<String, GivenValue> values) {

  static GivenValues resolve(
      PropertiesFile file, References references, Consumer<ConfigProblem> problems) {
    Map<String, GivenValue> values = new LinkedHashMap<>();
    file.texts()
        .forEach(
            (key, written) -> {
              GivenValue value = references.resolve(key, written, problems);
              if (value != null) {
                values.put(key, value);
              }
            });
    return new GivenValues(List.copyOf(file.texts().keySet()), values);
  }

  boolean has(String key) {
    return keys.contains(key);
  }

  /** The value of {@code key}; empty if it is not given or could not be resolved. */
  Optional<GivenValue> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The text of {@code key}; empty if there is none. */
  String text(String key) {
    return value(key).map(GivenValue::text).orElse("");
  }

  /** The distinct elements of the list that {@code key} holds. */
  Set<String> elements(String key) {
    List<?> elements = (List<?>) OptionType.LIST.parse(text(key));
    Set<String> distinct = new LinkedHashSet<>();
    elements.forEach(element -> distinct.add((String) element));
    return distinct;
  }

  /** The texts of the keys that begin with {@code prefix}, by the rest of the key. */
  Map<String, String> textsUnder(String prefix) {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            texts.put(key.substring(prefix.length()), value.text());
          }
        });
    return texts;
  }

  /** The same texts as they stand in the file, sorted. */
  SortedMap<String, String> writtenUnder(String prefix) {
    SortedMap<String, String> texts = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            texts.put(key.substring(prefix.length()), value.written());
          }
        });
    return texts;
  }

  /** The keys that begin with {@code prefix}, in the order of the file. */
  List<String> keysUnder(String prefix) {
    List<String> found = new ArrayList<>();
    for (String key : keys) {
      if (key.startsWith(prefix)) {
        found.add(key);
      }
    }
    return found;
  }
}
