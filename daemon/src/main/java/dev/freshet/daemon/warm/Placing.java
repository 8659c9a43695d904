package dev.freshet.daemon.warm;

import dev.freshet.daemon.warm.PartProgress.Place;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * The chunks of one part that have been read and are on their way to the pools. Used by one thread.
 */
final class Placing {

  /** How many chunks may be on their way. */
  private static final int CHUNKS_AHEAD = 3;

  private final Consumer<Place> reached;
  private final ArrayDeque<OnItsWay> onTheirWay = new ArrayDeque<>();

  /**
   * A chunk that has been read.
   *
   * @param behind how far the part is in the pools once it has been placed
   * @param placed whether it has been
   */
  private record OnItsWay(Place behind, CompletableFuture<Boolean> placed) {}

  /**
   * @param reached told how far the part is in the pools
   */
  Placing(Consumer<Place> reached) {
    this.reached = reached;
  }

  void add(Place behind, CompletableFuture<Boolean> placed) {
    onTheirWay.add(new OnItsWay(behind, placed));
  }

  /**
   * Waits until another chunk may be read.
   *
   * @return false if one cannot be placed now
   */
  boolean awaitRoom() throws InterruptedException {
    return await(CHUNKS_AHEAD);
  }

  /**
   * Waits until all have been placed.
   *
   * @return false if one cannot be placed now
   */
  boolean awaitAll() throws InterruptedException {
    return await(0);
  }

  private boolean await(int most) throws InterruptedException {
    try {
      while (onTheirWay.size() > most) {
        OnItsWay first = onTheirWay.removeFirst();
        if (!first.placed().get()) {
          return false;
        }
        reached.accept(first.behind());
      }
      return true;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a chunk cannot be placed", e);
    }
  }
}
