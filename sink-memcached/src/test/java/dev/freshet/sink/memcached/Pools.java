package dev.freshet.sink.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolShare;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.testkit.MemcachedServer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Pools for tests, configured as users would. */
public final class Pools {

  private static final int WAIT_SECONDS = 60;

  private Pools() {}

  /**
   * A pool named {@code test}, not started, from options by name and value. It asks for statistics
   * only where {@code stats.interval} is among them, so that tests can count connections.
   */
  public static Pool of(String... options) {
    Map<String, String> texts = new HashMap<>();
    texts.put("stats.interval", "0");
    for (int i = 0; i < options.length; i += 2) {
      texts.put(options[i], options[i + 1]);
    }
    MemcachedPoolFactory factory = new MemcachedPoolFactory();
    try {
      return factory.create("test", Settings.of(factory.options(), texts));
    } catch (InvalidSettingsException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A started pool over {@code servers}, with short pauses between attempts to connect. */
  public static Pool started(MemcachedServer... servers) {
    Pool pool = of("servers", list(servers), "reconnect.backoff.max", "500ms");
    pool.start();
    return pool;
  }

  public static String list(MemcachedServer... servers) {
    return Arrays.stream(servers).map(MemcachedServer::address).collect(Collectors.joining(","));
  }

  /** Submits {@code batch} and waits until it is acknowledged. */
  public static BatchOutcome apply(Pool pool, OperationBatch batch) {
    return await(submit(pool, batch));
  }

  /** Gives {@code batch} to all servers of {@code pool}. */
  public static CompletableFuture<BatchOutcome> submit(Pool pool, OperationBatch batch) {
    return all(pool).submit(batch);
  }

  /** All servers of {@code pool}. */
  public static PoolShare all(Pool pool) {
    return pool.share(pool.health().stream().map(ServerHealth::server).toList());
  }

  public static BatchOutcome await(CompletableFuture<BatchOutcome> future) {
    try {
      return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("not acknowledged", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Waits until all batches have been applied, none of them with a rejection. */
  public static void awaitAll(List<CompletableFuture<BatchOutcome>> futures) {
    futures.forEach(future -> assertThat(await(future)).isSameAs(BatchOutcome.APPLIED));
  }
}
