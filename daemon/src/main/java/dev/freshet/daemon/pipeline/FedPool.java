package dev.freshet.daemon.pipeline;

import dev.freshet.api.spi.Pool;
import dev.freshet.daemon.config.PoolPolicy;

/**
 * A pool that is kept up to date, and how it is dealt with.
 *
 * @param pool the pool, created and not started
 */
public record FedPool(Pool pool, PoolPolicy policy) {}
