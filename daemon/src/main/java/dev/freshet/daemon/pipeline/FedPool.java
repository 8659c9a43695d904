package dev.freshet.daemon.pipeline;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.daemon.config.PoolPolicy;
import java.util.List;
import java.util.Set;

/**
 * A pool that is kept up to date, and how it is dealt with.
 *
 * @param pool the pool, created and not started
 * @param withheld the transformers of which it gets nothing, by name
 */
public record FedPool(Pool pool, PoolPolicy policy, Set<String> withheld) {

  public FedPool {
    withheld = Set.copyOf(withheld);
  }

  /** What it gets of a hand-over. */
  HandOver part(HandOver handOver) {
    OperationBatch all = handOver.operations();
    if (withheld.isEmpty() || all.operations().stream().allMatch(this::isForIt)) {
      return handOver;
    }
    List<CacheOperation> own = all.operations().stream().filter(this::isForIt).toList();
    return handOver.with(OperationBatch.of(own, all.order()));
  }

  private boolean isForIt(CacheOperation operation) {
    return !withheld.contains(operation.origin().transformer());
  }
}
