package dev.freshet.sink.memcached;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolFactory;
import dev.freshet.sink.memcached.client.ClientOptions;
import dev.freshet.sink.memcached.routing.DistributionCatalogue;
import dev.freshet.sink.memcached.routing.HostNames;
import dev.freshet.sink.memcached.routing.ServerAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes pools of memcached servers. */
public final class MemcachedPoolFactory implements PoolFactory {

  /** Found by {@link java.util.ServiceLoader}. */
  public MemcachedPoolFactory() {}

  @Override
  public List<ConfigOption> options() {
    return PoolOptions.ALL;
  }

  @Override
  public Pool create(String name, Settings settings) throws InvalidSettingsException {
    List<ServerAddress> servers = ServerList.parse(settings.list(PoolOptions.SERVERS));
    String distribution = settings.string(PoolOptions.DISTRIBUTION).trim();
    Map<String, String> problems = new HashMap<>();
    if (distribution.equals(DistributionCatalogue.SINGLE) && servers.size() > 1) {
      problems.put(
          PoolOptions.DISTRIBUTION,
          "takes one server, but servers names "
              + servers.size()
              + "; name one, or another"
              + " distribution");
    }
    if (settings.duration(PoolOptions.BACKOFF).compareTo(settings.duration(PoolOptions.MAX_BACKOFF))
        > 0) {
      problems.put(
          PoolOptions.BACKOFF, "is longer than " + PoolOptions.MAX_BACKOFF + "; make it shorter");
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return new MemcachedPool(
        new ClientOptions(
            name,
            servers,
            settings.duration(PoolOptions.CONNECT_TIMEOUT),
            settings.duration(PoolOptions.ACK_TIMEOUT),
            settings.duration(PoolOptions.BACKOFF),
            settings.duration(PoolOptions.MAX_BACKOFF),
            settings.string(PoolOptions.MODE).trim().equals(PoolOptions.MODE_INVALIDATE)),
        DistributionCatalogue.create(
            distribution, servers, settings.string(PoolOptions.UNHASHED_PREFIX), HostNames.SYSTEM));
  }
}
