package dev.freshet.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * What a pool holds beside what it ought to.
 *
 * @param compared how many keys were looked at
 * @param stale keys whose values differ, with both values
 * @param missing keys that are not there
 * @param surplus keys that ought not to be there
 */
record PoolComparison(
    int compared, List<String> stale, List<String> missing, List<String> surplus) {

  static PoolComparison of(SortedMap<String, JsonNode> expected, SortedMap<String, JsonNode> held) {
    List<String> stale = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    expected.forEach(
        (key, value) -> {
          JsonNode there = held.get(key);
          if (there == null) {
            missing.add(key);
          } else if (!there.equals(value)) {
            stale.add(key + ": " + there + " instead of " + value);
          }
        });
    List<String> surplus =
        held.keySet().stream().filter(key -> !expected.containsKey(key)).toList();
    return new PoolComparison(expected.size() + surplus.size(), stale, missing, surplus);
  }

  @Override
  public String toString() {
    return "%d stale %s, %d missing %s, %d surplus %s of %d"
        .formatted(
            stale.size(),
            few(stale),
            missing.size(),
            few(missing),
            surplus.size(),
            few(surplus),
            compared);
  }

  private static List<String> few(List<String> keys) {
    return keys.subList(0, Math.min(keys.size(), 5));
  }

  boolean hasNothingWrong() {
    return stale.isEmpty() && surplus.isEmpty();
  }

  boolean isEqual() {
    return hasNothingWrong() && missing.isEmpty();
  }
}
