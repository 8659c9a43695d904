package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.operation.OperationBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What is read from the database beside a pipeline's stream, and handed over between two of its
 * batches. Used by the pipeline's thread alone.
 */
final class Insertions {

  private final Recorder recorder;
  private final Followers followers;
  private final List<ReadWindow> windows = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();

  /** An insertion for which the stream has not come far enough yet. */
  private record Waiting(Insertion insertion, CompletableFuture<Boolean> outcome) {}

  Insertions(Recorder recorder, Followers followers) {
    this.recorder = recorder;
    this.followers = followers;
  }

  /**
   * Opens a window.
   *
   * @param position how far the stream has been handed over
   */
  ReadWindow open(SourcePosition position) {
    ReadWindow window = new ReadWindow(position);
    windows.add(window);
    return window;
  }

  /** Ends a window, and what waits in it. */
  void close(ReadWindow window) {
    windows.remove(window);
    waiting.removeIf(each -> each.insertion().window() == window && each.outcome().complete(false));
  }

  void add(Insertion insertion, CompletableFuture<Boolean> outcome) {
    waiting.add(new Waiting(insertion, outcome));
  }

  /** Notes what the stream has handed over. */
  void passed(HandOver handOver) {
    windows.forEach(window -> window.touch(handOver.operations()));
  }

  /**
   * Hands over what may be by now.
   *
   * @param position how far the stream has been handed over
   */
  void serve(SourcePosition position) throws InterruptedException {
    for (Waiting each : List.copyOf(waiting)) {
      if (position.covers(each.insertion().until())) {
        waiting.remove(each);
        handOver(each, position);
      }
    }
  }

  private void handOver(Waiting ready, SourcePosition position) throws InterruptedException {
    Insertion insertion = ready.insertion();
    OperationBatch left = insertion.window().untouched(insertion.read().operations());
    Receipt receipt = new Receipt();
    HandOver inserted = insertion.read().inserted(left, position, receipt);
    followers.makeRoom(inserted);
    if (!followers.areWhole(insertion.pools())) {
      ready.outcome().complete(false);
      return;
    }
    recorder.record(inserted, followers.names());
    followers.insert(inserted, insertion.pools());
    var unused = receipt.outcome().thenAccept(ready.outcome()::complete);
    receipt.acknowledge();
  }
}
