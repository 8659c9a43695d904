package dev.freshet.sink.memcached;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolFactory;
import dev.freshet.sink.memcached.client.ClientOptions;
import dev.freshet.sink.memcached.client.Credentials;
import dev.freshet.sink.memcached.client.Protocol;
import dev.freshet.sink.memcached.client.ServerAccess;
import dev.freshet.sink.memcached.client.TlsMode;
import dev.freshet.sink.memcached.client.TlsOptions;
import dev.freshet.sink.memcached.routing.DistributionCatalogue;
import dev.freshet.sink.memcached.routing.HostNames;
import dev.freshet.sink.memcached.routing.ServerAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
    if (settings.has(PoolOptions.USERNAME) != settings.has(PoolOptions.PASSWORD)) {
      boolean named = settings.has(PoolOptions.USERNAME);
      problems.put(
          named ? PoolOptions.PASSWORD : PoolOptions.USERNAME,
          "is missing beside "
              + (named ? PoolOptions.USERNAME : PoolOptions.PASSWORD)
              + "; give both or neither");
    }
    String protocol = settings.string(PoolOptions.PROTOCOL).trim();
    if (isGuarded(settings) && !protocol.equals("auto") && !protocol.equals("meta")) {
      problems.put(
          PoolOptions.GUARD,
          "needs the meta protocol, which " + protocol + " is not; set protocol=meta or auto");
    }
    Protocol spoken = protocol(settings);
    if ((spoken == Protocol.TEXT || spoken == Protocol.BINARY)
        && TlsMode.of(settings.string(PoolOptions.SSL_MODE)) != TlsMode.DISABLED) {
      problems.put(
          PoolOptions.SSL_MODE,
          "is to be had with protocol=meta only; leave it out, or use meta (memcached 1.6.10 and"
              + " newer)");
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return new MemcachedPool(
        new ClientOptions(
            name,
            servers,
            spoken,
            (int) settings.integer(PoolOptions.CONNECTIONS),
            settings.duration(PoolOptions.CONNECT_TIMEOUT),
            settings.duration(PoolOptions.ACK_TIMEOUT),
            settings.duration(PoolOptions.BACKOFF),
            settings.duration(PoolOptions.MAX_BACKOFF),
            settings.duration(PoolOptions.STATS_INTERVAL),
            access(settings),
            settings.string(PoolOptions.MODE).trim().equals(PoolOptions.MODE_INVALIDATE),
            isGuarded(settings)),
        DistributionCatalogue.create(
            distribution, servers, settings.string(PoolOptions.UNHASHED_PREFIX), HostNames.SYSTEM));
  }

  private static Protocol protocol(Settings settings) {
    return Protocol.valueOf(settings.string(PoolOptions.PROTOCOL).trim().toUpperCase(Locale.ROOT));
  }

  private static boolean isGuarded(Settings settings) {
    return settings.string(PoolOptions.GUARD).trim().equals(PoolOptions.GUARD_VERSION);
  }

  private static ServerAccess access(Settings settings) {
    return new ServerAccess(
        settings.has(PoolOptions.USERNAME)
            ? new Credentials(
                settings.string(PoolOptions.USERNAME), settings.string(PoolOptions.PASSWORD))
            : null,
        new TlsOptions(
            TlsMode.of(settings.string(PoolOptions.SSL_MODE)),
            settings.string(PoolOptions.TRUSTSTORE).trim(),
            settings.string(PoolOptions.TRUSTSTORE_PASSWORD)));
  }
}
