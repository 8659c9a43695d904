package dev.freshet.sink.memcached.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The algorithms hold for other keys and servers than those of the golden tables, too. */
class OtherKeysTest {

  private static final List<byte[]> KEYS =
      RoutingResources.lines("other-keys.txt").stream().map(key -> key.getBytes(UTF_8)).toList();

  private static final Map<String, List<ServerAddress>> SERVERS =
      RoutingResources.table("other-lists.tsv").stream()
          .collect(
              Collectors.toMap(
                  columns -> columns[0],
                  columns ->
                      Arrays.stream(columns[1].split(",", -1)).map(ServerAddress::parse).toList()));

  /** Names and addresses as they were when the placements were made. */
  private static final HostNames NAMES =
      new HostNames() {
        @Override
        public InetAddress address(String host) throws UnknownHostException {
          int hash = host.hashCode();
          return Character.isDigit(host.charAt(0))
              ? InetAddress.getByName(host)
              : InetAddress.getByAddress(new byte[] {10, 77, (byte) (hash >> 8), (byte) hash});
        }

        @Override
        public String name(InetAddress address) {
          return "rev-" + address.getHostAddress().replace('.', '-');
        }
      };

  /**
   * Placements of all keys.
   *
   * @param checksum of the places, in hexadecimal
   */
  record Placements(String mode, String list, String checksum) {
    @Override
    public String toString() {
      return mode + " on " + list;
    }
  }

  static List<Placements> placements() {
    return RoutingResources.table("other-placements.tsv").stream()
        .flatMap(
            columns ->
                Arrays.stream(columns[0].split(" ", -1))
                    .map(mode -> new Placements(mode, columns[1], columns[2])))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("placements")
  void everyKeyLandsWhereTheClientPutsIt(Placements expected) {
    Distribution distribution =
        DistributionCatalogue.create(
            expected.mode(), Objects.requireNonNull(SERVERS.get(expected.list())), "", NAMES);
    CRC32 checksum = new CRC32();
    KEYS.forEach(key -> checksum.update(distribution.serverFor(key)));
    assertThat("%08x".formatted(checksum.getValue())).isEqualTo(expected.checksum());
  }

  @Test
  void allPlacementsAreHere() {
    assertThat(placements()).hasSize(242);
    assertThat(KEYS).hasSize(800);
  }
}
