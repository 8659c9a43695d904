package dev.freshet.sink.memcached.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.sink.memcached.routing.ServerAddress;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the handshake finds out about real servers. */
class ServerFactsIT {

  private static ServerFacts factsOf(MemcachedServer server) {
    Promise<Connector.Connection> connecting =
        new Connector(
                ServerAddress.parse(server.address()),
                Duration.ofSeconds(30),
                ServerAccess.OPEN,
                AddressLookup.Names.SYSTEM,
                EventLoops.next())
            .connect(Handshake.Questions.ALL);
    connecting.awaitUninterruptibly();
    Connector.Connection connection = connecting.getNow();
    connection.channel().close().awaitUninterruptibly();
    return connection.facts();
  }

  @Test
  void aNewServerTakesVersions() {
    try (MemcachedServer server = MemcachedServer.start(MemcachedVersion.NEWEST)) {
      assertThat(factsOf(server).takesVersions()).isTrue();
    }
  }

  @Test
  void aServerThatKeepsNoVersionsTakesNone() {
    try (MemcachedServer server = MemcachedServer.start(MemcachedVersion.NEWEST, "-C")) {
      assertThat(factsOf(server).takesVersions()).isFalse();
    }
  }

  @Test
  void anOlderServerTakesNone() {
    try (MemcachedServer server = MemcachedServer.start(MemcachedVersion.DEBIAN_12)) {
      assertThat(factsOf(server).takesVersions()).isFalse();
    }
  }

  @Test
  void itemSizeAndChunkSizeAreTheServersOwnAndNothingIsStored() {
    try (MemcachedServer server = MemcachedServer.start("-I", "8m");
        MemcachedReader reader = server.reader()) {
      ServerFacts facts = factsOf(server);
      assertThat(facts.version()).isEqualTo(server.version());
      assertThat(facts.maxItemBytes()).isEqualTo(8 * 1024 * 1024);
      assertThat(facts.maxChunkBytes()).isEqualTo(512 * 1024);
      assertThat(facts.authenticated()).isFalse();
      assertThat(reader.dumpKeys()).isEmpty();
    }
  }
}
