package dev.freshet.sink.memcached.routing;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.operation.Rejection;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits batches by server. Keys that memcached would refuse, or take for a command, are rejected
 * here and never come near a connection. Thread-safe; does no I/O once {@link #isReady}.
 */
public final class BatchRouter {

  private static final int REJECTED = -1;

  private final Distribution distribution;
  private final int servers;

  public BatchRouter(Distribution distribution, int servers) {
    this.distribution = distribution;
    this.servers = servers;
  }

  /**
   * A batch split by server. Holds references to the batch's operations, in the batch's order.
   *
   * @param shares the operations of each server, in the order of the pool's servers
   * @param rejections the operations that go to no server
   */
  public record RoutedBatch(List<List<CacheOperation>> shares, List<Rejection> rejections) {}

  /** Whether batches can be split; see {@link Distribution#isReady}. */
  public boolean isReady() {
    return distribution.isReady();
  }

  /**
   * Makes it {@link #isReady}. Blocks.
   *
   * @throws UnknownHostException if a server has no address
   */
  public void prepare() throws UnknownHostException {
    distribution.prepare();
  }

  /** Splits {@code batch}. */
  public RoutedBatch route(OperationBatch batch) {
    List<CacheOperation> operations = batch.operations();
    if (servers == 1 && areLegal(operations)) {
      return new RoutedBatch(List.of(operations), List.of());
    }
    int[] places = new int[operations.size()];
    int[] counts = new int[servers];
    List<Rejection> rejections = new ArrayList<>(0);
    for (int i = 0; i < places.length; i++) {
      CacheOperation operation = operations.get(i);
      String problem = operation.key().problem();
      if (problem == null) {
        places[i] = distribution.serverFor(operation.key().bytes());
        counts[places[i]]++;
      } else {
        places[i] = REJECTED;
        rejections.add(new Rejection(operation, problem));
      }
    }
    return new RoutedBatch(split(operations, places, counts), rejections);
  }

  private static boolean areLegal(List<CacheOperation> operations) {
    for (CacheOperation operation : operations) {
      if (operation.key().problem() != null) {
        return false;
      }
    }
    return true;
  }

  private static List<List<CacheOperation>> split(
      List<CacheOperation> operations, int[] places, int[] counts) {
    CacheOperation[][] shares = new CacheOperation[counts.length][];
    for (int server = 0; server < counts.length; server++) {
      shares[server] = new CacheOperation[counts[server]];
    }
    int[] filled = new int[counts.length];
    for (int i = 0; i < places.length; i++) {
      int server = places[i];
      if (server != REJECTED) {
        shares[server][filled[server]++] = operations.get(i);
      }
    }
    return Arrays.stream(shares).map(Arrays::asList).toList();
  }
}
