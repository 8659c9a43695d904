package dev.freshet.sink.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Pool;
import dev.freshet.sink.memcached.routing.GoldenTable;
import dev.freshet.sink.memcached.routing.ServerAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code freshet route} prints is where the client puts the key. */
class RouteTest {

  /** All tables but those of clients that hash what a name service tells. */
  static List<GoldenTable> tables() {
    return GoldenTable.all().stream()
        .filter(table -> !table.mode().matches("(spymemcached|xmemcached)-.*"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void aPoolRoutesEveryKeyToTheServerThatHasIt(GoldenTable table) {
    List<String> servers = GoldenTable.servers(table.list());
    List<String> keys = GoldenTable.keys();
    try (Pool pool = Pools.of("servers", String.join(",", servers), "distribution", table.mode())) {
      assertThat(keys.stream().map(CacheKey::of).map(pool::route))
          .containsExactlyElementsOf(
              IntStream.range(0, keys.size())
                  .mapToObj(i -> servers.get(table.answer(i)))
                  .map(server -> ServerAddress.parse(server).hostAndPort())
                  .toList());
    }
  }
}
