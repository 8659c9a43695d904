package dev.freshet.daemon.warm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.ChangeOrigin;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.ServerHealth;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A key in a pool that says that the pool is warm and up to date, for applications to choose by. It
 * lives for half a minute and is renewed, so that it goes away if the daemon does. Used by one
 * thread.
 */
final class ReadyMarker {

  private static final Duration LIFE = Duration.ofSeconds(30);
  private static final Duration RENEWAL = Duration.ofSeconds(10);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Pool pool;
  private final CacheKey key;
  private final Clock clock;

  /** When it is to be set again; null while it is not to be there. */
  private Instant renewal = Instant.MIN;

  private boolean isThere = true;

  /**
   * @param daemon the daemon's name, which the key has in it
   */
  ReadyMarker(String daemon, Pool pool, Clock clock) {
    this.pool = pool;
    this.key = CacheKey.of("freshet:" + daemon + ":ready");
    this.clock = clock;
  }

  /** Whether it marks this very pool, and not one that was set up in the place of it. */
  @SuppressWarnings("ReferenceEquality")
  boolean isOf(Pool other) {
    return pool == other;
  }

  /**
   * Sets it, unless it has been set a moment ago.
   *
   * @param warmSince since when the pool has been warm, ISO 8601
   * @param position how far the pool is
   */
  void show(String warmSince, String position, SourcePosition at) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    if (isThere && now.isBefore(renewal)) {
      return;
    }
    Map<String, String> content = new LinkedHashMap<>();
    content.put("warm_since", warmSince);
    content.put("position", position);
    content.put("time", now.toString());
    var unused =
        submit(CacheOperation.set(key, json(content), 0, (int) LIFE.toSeconds(), origin(at)), now);
    isThere = true;
    renewal = now.plus(RENEWAL);
  }

  /**
   * Removes it.
   *
   * @return completes once the server has done so
   */
  CompletableFuture<?> hide(SourcePosition at) {
    if (!isThere) {
      return CompletableFuture.completedFuture(null);
    }
    isThere = false;
    return submit(CacheOperation.delete(key, origin(at)), clock.instant());
  }

  private CompletableFuture<?> submit(CacheOperation operation, Instant now) {
    List<String> servers = pool.health().stream().map(ServerHealth::server).toList();
    // where versions guard items, a later one has to be above an earlier one
    return pool.share(servers).submit(OperationBatch.of(List.of(operation), now.toEpochMilli()));
  }

  private static ChangeOrigin origin(SourcePosition at) {
    return new ChangeOrigin("ready", new TableName("freshet", "ready"), at);
  }

  private static byte[] json(Map<String, String> content) {
    try {
      return MAPPER.writeValueAsBytes(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values cannot be written", e);
    }
  }
}
