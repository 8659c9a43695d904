package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.spi.Pool;
import dev.freshet.testkit.FaultProxy;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract over several connections to each server. */
@ParameterizedClass
@CsvSource({"meta, NEWEST", "meta, DEBIAN_12", "text, DEBIAN_12"})
class SeveralConnectionsIT extends ProtocolContract {

  SeveralConnectionsIT(String protocol, MemcachedVersion version) {
    super(protocol, version, "connections", "3");
  }

  @Test
  void aServerIsUpOnceAllConnectionsAre() {
    try (MemcachedServer server = server();
        FaultProxy proxy = FaultProxy.start(server.host(), server.port());
        Pool pool = started(proxy.host() + ":" + proxy.port(), "connections", "4")) {
      await().until(() -> pool.health().get(0).up());
      assertThat(proxy.connections()).isEqualTo(4);
      Pools.apply(pool, batch(set("a", "1")));
      proxy.refuse();
      proxy.cut();
      await().until(() -> !pool.health().get(0).up());
      proxy.restore();
      await().until(() -> pool.health().get(0).up());
      assertThat(proxy.connections()).isEqualTo(4);
    }
  }
}
