package dev.freshet.sink.memcached.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Placements equal those of the real clients; see src/test/resources/routing/README.md. */
class GoldenRoutingTest {

  static List<GoldenTable> tables() {
    return GoldenTable.all();
  }

  private static String answers(String mode, String list) {
    Distribution distribution =
        DistributionCatalogue.create(
            mode,
            GoldenTable.servers(list).stream().map(ServerAddress::parse).toList(),
            "",
            list.equals("DL") ? FixedHostNames.LOCAL : FixedHostNames.DISTINCT);
    return GoldenTable.keys().stream()
        .map(key -> distribution.serverFor(key.getBytes(UTF_8)))
        .map(server -> String.valueOf(Character.forDigit(server, 36)))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyKeyLandsWhereTheClientPutsIt(GoldenTable table) {
    assertThat(answers(table.mode(), table.list())).isEqualTo(table.answers());
  }

  @Test
  void plainNamesMeanLibmemcachedsModes() {
    assertThat(answers("ketama", "CB")).isEqualTo(answers("libmemcached-ketama_weighted", "CB"));
    assertThat(answers("modula", "CB")).isEqualTo(answers("libmemcached-modula-default", "CB"));
    assertThat(answers("single", "A")).containsOnlyOnce("0".repeat(300));
  }

  @Test
  void allTablesAreHere() {
    assertThat(tables()).hasSize(613);
    assertThat(GoldenTable.keys()).hasSize(300);
  }

  @Test
  void everyNameIsProvenByATableOrPutTogetherOfProvenParts() {
    Set<String> proven =
        tables().stream().map(GoldenTable::mode).collect(Collectors.toCollection(TreeSet::new));
    Set<String> tagged =
        proven.stream()
            .filter(mode -> mode.startsWith("twemproxy-") && !mode.endsWith("-hash_tag"))
            .map(mode -> mode + "-hash_tag")
            .collect(Collectors.toSet());
    assertThat(DistributionCatalogue.names())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(proven, tagged, Set.of("ketama", "modula", "single"))
                .flatMap(Set::stream)
                .collect(Collectors.toSet()));
  }
}
