package dev.freshet.daemon.assembly;

import dev.freshet.api.spi.Database;
import dev.freshet.daemon.config.Configuration;
import dev.freshet.daemon.pipeline.FedPool;
import dev.freshet.daemon.verify.Verification;
import dev.freshet.daemon.verify.VerifyRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A comparison of pools with the database in a process that does nothing else. Thread-safe. */
public final class StandaloneVerification implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ChangeMapping mapping;
  private final Database database;
  private final Map<String, FedPool> pools = new LinkedHashMap<>();
  private final Verification verification;

  /** One that writes nowhere, whatever the request says. Begins at once. */
  public StandaloneVerification(Configuration configuration, VerifyRequest request) {
    mapping = new ChangeMapping(configuration);
    database = mapping.source().database();
    for (Configuration.PoolConfiguration pool : configuration.pools()) {
      pools.put(
          pool.name(),
          new FedPool(pool.create(), pool.policy(), configuration.withheldFrom(pool.name())));
    }
    verification =
        Verification.alone(
            mapping.source(),
            database,
            request,
            mapping.transformers(),
            mapping.transforms(),
            pools,
            configuration.daemon().scanLimit(),
            PATIENCE);
    verification.start();
  }

  /** The comparison. */
  public Verification verification() {
    return verification;
  }

  @Override
  public void close() {
    verification.close();
    pools.values().forEach(fed -> fed.pool().close());
    database.close();
    mapping.close();
  }
}
