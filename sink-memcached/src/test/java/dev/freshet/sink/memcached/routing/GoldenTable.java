package dev.freshet.sink.memcached.routing;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One golden table; src/test/resources/routing/README.md says where they are from.
 *
 * @param mode the distribution's name
 * @param list the name of the list of servers
 * @param answers the expected servers, one character per key
 */
public record GoldenTable(String mode, String list, String answers) {

  private static final Map<String, List<String>> SERVERS =
      Map.ofEntries(
          Map.entry("A", local("", "", "")),
          Map.entry("A2", local(" weight=2", " weight=2", " weight=2")),
          Map.entry("B", local("", "", "", "", "")),
          Map.entry("C", local(" weight=1", " weight=2", " weight=3")),
          Map.entry("CB", local(" weight=7", " weight=1", " weight=3", " weight=10", " weight=4")),
          Map.entry("D", named("11211", "11211", "11211", "11222")),
          Map.entry(
              "DW", named("11211 weight=5", "11211 weight=1", "11211 weight=3", "11222 weight=2")),
          Map.entry("DL", named("21301", "21302", "21303", "21304")),
          Map.entry("E25", numbered(25, "")),
          Map.entry("E25W1", numbered(25, " weight=1")),
          Map.entry("N7", numbered(7, "")));

  private static List<String> local(String... weights) {
    return IntStream.range(0, weights.length)
        .mapToObj(i -> "127.0.0.1:" + (21_301 + i) + weights[i])
        .toList();
  }

  private static List<String> named(String... portsAndWeights) {
    return IntStream.range(0, portsAndWeights.length)
        .mapToObj(i -> "cache-" + (char) ('a' + i) + ".example:" + portsAndWeights[i])
        .toList();
  }

  private static List<String> numbered(int servers, String weight) {
    return IntStream.rangeClosed(1, servers)
        .mapToObj(i -> "cache-%02d.example:11211".formatted(i) + weight)
        .toList();
  }

  /** All tables. */
  public static List<GoldenTable> all() {
    return RoutingResources.table("tables.tsv").stream()
        .flatMap(
            columns ->
                Arrays.stream(columns[0].split(" ", -1))
                    .map(mode -> new GoldenTable(mode, columns[1], columns[2])))
        .toList();
  }

  /** The keys, in the order of the answers. */
  public static List<String> keys() {
    return RoutingResources.lines("keys.txt");
  }

  /** The servers of {@code list} as a configuration has them. */
  public static List<String> servers(String list) {
    return Objects.requireNonNull(SERVERS.get(list), list);
  }

  /** The place of the server that has key {@code index}. */
  public int answer(int index) {
    return Character.digit(answers.charAt(index), 36);
  }

  @Override
  public String toString() {
    return mode + " on " + list;
  }
}
