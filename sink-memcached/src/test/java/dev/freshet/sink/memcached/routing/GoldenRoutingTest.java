package dev.freshet.sink.memcached.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Placements equal those of the real libmemcached; see src/test/resources/routing/README.md. */
class GoldenRoutingTest {

  private static final Map<String, List<String>> SERVERS =
      Map.of(
          "A", local(3, 1, 1, 1),
          "A2", local(3, 2, 2, 2),
          "B", local(5, 1, 1, 1, 1, 1),
          "C", local(3, 1, 2, 3),
          "CB", local(5, 7, 1, 3, 10, 4),
          "D", named(1, 1, 1, 1),
          "DW", named(5, 1, 3, 2),
          "E25", numbered(25),
          "N7", numbered(7));

  private static List<String> local(int servers, int... weights) {
    return IntStream.range(0, servers)
        .mapToObj(i -> "127.0.0.1:" + (21_301 + i) + " weight=" + weights[i])
        .toList();
  }

  private static List<String> named(int... weights) {
    return List.of(
        "cache-a.example:11211 weight=" + weights[0],
        "cache-b.example:11211 weight=" + weights[1],
        "cache-c.example:11211 weight=" + weights[2],
        "cache-d.example:11222 weight=" + weights[3]);
  }

  private static List<String> numbered(int servers) {
    return IntStream.rangeClosed(1, servers)
        .mapToObj("cache-%02d.example:11211"::formatted)
        .toList();
  }

  static List<String> tables() throws IOException {
    return lines("tables.tsv");
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = GoldenRoutingTest.class.getResourceAsStream("/routing/" + resource)) {
      return List.of(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).split("\n", 0));
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyKeyLandsWhereTheClientPutsIt(String table) throws IOException {
    String[] columns = table.split("\t", -1);
    List<ServerAddress> servers =
        Objects.requireNonNull(SERVERS.get(columns[1])).stream().map(ServerAddress::parse).toList();
    Distribution distribution = DistributionCatalogue.create(columns[0], servers);
    StringBuilder answers = new StringBuilder();
    for (String key : lines("keys.txt")) {
      answers.append(Character.forDigit(distribution.serverFor(key.getBytes(UTF_8)), 36));
    }
    assertThat(answers.toString()).isEqualTo(columns[2]);
  }

  @Test
  void plainNamesMeanLibmemcachedsModes() throws IOException {
    List<ServerAddress> servers =
        local(5, 7, 1, 3, 10, 4).stream().map(ServerAddress::parse).toList();
    for (String key : lines("keys.txt")) {
      byte[] bytes = key.getBytes(UTF_8);
      assertThat(DistributionCatalogue.create("ketama", servers).serverFor(bytes))
          .isEqualTo(
              DistributionCatalogue.create("libmemcached-ketama_weighted", servers)
                  .serverFor(bytes));
      assertThat(DistributionCatalogue.create("modula", servers).serverFor(bytes))
          .isEqualTo(
              DistributionCatalogue.create("libmemcached-modula-default", servers)
                  .serverFor(bytes));
    }
  }

  @Test
  void allTablesOfBothModesAreHere() throws IOException {
    assertThat(tables()).hasSize(12);
    assertThat(lines("keys.txt")).hasSize(300);
  }
}
