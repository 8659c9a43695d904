package dev.freshet.sink.memcached.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionCatalogueTest {

  private static List<ServerAddress> servers(String... servers) {
    return Arrays.stream(servers).map(ServerAddress::parse).toList();
  }

  private static List<Integer> placements(Distribution distribution) {
    return IntStream.range(0, 500)
        .mapToObj(i -> distribution.serverFor(("key:" + i).getBytes(UTF_8)))
        .toList();
  }

  /** Knows no name until it is told. */
  private static final class LateNames implements HostNames {

    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean known;

    @Override
    public InetAddress address(String host) throws UnknownHostException {
      questions.incrementAndGet();
      if (!known) {
        throw new UnknownHostException(host);
      }
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) host.hashCode()});
    }

    @Override
    public String name(InetAddress address) {
      return address.getHostAddress();
    }
  }

  @Test
  void aClientThatHashesNamesAsksForNoAddress() {
    LateNames names = new LateNames();
    Distribution distribution =
        DistributionCatalogue.create("ketama", servers("a:1", "b:1"), "", names);
    assertThat(distribution.isReady()).isTrue();
    assertThat(placements(distribution)).contains(0, 1);
    assertThat(names.questions).hasValue(0);
  }

  @Test
  void addressesAreAskedForWhenTheyAreNeededAndThenKept() throws UnknownHostException {
    LateNames names = new LateNames();
    Distribution distribution =
        DistributionCatalogue.create("xmemcached-ketama", servers("a:1", "b:1"), "", names);
    assertThat(names.questions).hasValue(0);
    assertThat(distribution.isReady()).isFalse();
    assertThatThrownBy(distribution::prepare)
        .isInstanceOf(UnknownHostException.class)
        .hasMessage(
            "a has no address, but the distribution places keys by addresses; correct its name in"
                + " servers, or the name service, or give the server the client's label=TEXT");
    assertThatThrownBy(() -> distribution.serverFor("k".getBytes(UTF_8)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("a has no address");
    names.known = true;
    distribution.prepare();
    assertThat(distribution.isReady()).isTrue();
    int asked = names.questions.get();
    assertThat(placements(distribution)).contains(0, 1);
    distribution.prepare();
    assertThat(names.questions).hasValue(asked);
  }

  @Test
  void aKeyCanBePlacedWithoutPreparation() {
    LateNames names = new LateNames();
    names.known = true;
    assertThat(
            placements(
                DistributionCatalogue.create(
                    "spymemcached-ketama", servers("a:1", "b:1"), "", names)))
        .contains(0, 1);
  }

  @Test
  void aGivenLabelTakesThePlaceOfTheAddress() {
    Distribution byName =
        DistributionCatalogue.create("ketama", servers("cache-a:11211", "cache-b:11211"));
    LateNames names = new LateNames();
    for (String mode : List.of("ketama", "xmemcached-ketama_nginx", "spymemcached-ketama")) {
      Distribution byLabel =
          DistributionCatalogue.create(
              mode, servers("10.0.0.1:1 label=cache-a", "b.invalid:2 label=cache-b"), "", names);
      assertThat(byLabel.isReady()).isTrue();
      assertThat(placements(byLabel)).isEqualTo(placements(byName));
    }
    assertThat(names.questions).hasValue(0);
  }

  @Test
  void anUnhashedPrefixDoesNotMoveKeys() {
    List<ServerAddress> servers = servers("a:1", "b:1", "c:1");
    for (String mode :
        List.of("ketama", "pymemcache-rendezvous", "twemproxy-modula-md5-hash_tag")) {
      Distribution whole = DistributionCatalogue.create(mode, servers);
      Distribution behind = DistributionCatalogue.create(mode, servers, "shop:", HostNames.SYSTEM);
      for (String key : List.of("user:1", "user:2", "a{b}c", "x", "shop", "é")) {
        int place = whole.serverFor(key.getBytes(UTF_8));
        assertThat(behind.serverFor(("shop:" + key).getBytes(UTF_8))).as(key).isEqualTo(place);
        assertThat(behind.serverFor(key.getBytes(UTF_8))).as(key).isEqualTo(place);
      }
      assertThat(behind.serverFor("shop:".getBytes(UTF_8)))
          .isEqualTo(whole.serverFor("shop:".getBytes(UTF_8)));
    }
  }

  @Test
  void aWeightOfOneThatIsGivenIsNoneToMostClients() {
    for (String mode : List.of("ketama", "dalli-ring", "libmemcached-consistent-default")) {
      assertThat(
              placements(
                  DistributionCatalogue.create(mode, servers("a:1 weight=1", "b:1 weight=1"))))
          .as(mode)
          .isEqualTo(placements(DistributionCatalogue.create(mode, servers("a:1", "b:1"))));
    }
  }

  @Test
  void anUnknownNameGetsTheNearestOneAndThePage() {
    assertThat(DistributionCatalogue.problem("spymemcached-ketama")).isNull();
    assertThat(DistributionCatalogue.problem("xmemcachd-ketama"))
        .isEqualTo(
            "is no distribution; did you mean xmemcached-ketama? docs/distributions.md has them by"
                + " client");
    assertThat(DistributionCatalogue.problem("whatever"))
        .isEqualTo("is no distribution; docs/distributions.md has them by client");
    assertThatThrownBy(() -> DistributionCatalogue.create("whatever", servers("a:1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no distribution is called whatever");
  }

  @Test
  void everyModeTakesASingleServer() {
    for (String mode : DistributionCatalogue.names()) {
      assertThat(placements(DistributionCatalogue.create(mode, servers("127.0.0.1:11211"))))
          .as(mode)
          .containsOnly(0);
    }
  }
}
