package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.operation.Rejection;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.daemon.checkpoint.Checkpoints;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pool's way: what has been handed to it and is not acknowledged, bounded in bytes, and its
 * done mark, which follows the acknowledged prefix up to a transaction's end. Thread-safe.
 */
final class PoolLane {

  private static final Logger LOG = LoggerFactory.getLogger(PoolLane.class);
  private static final long RETRY_MILLIS = 1000;

  /** A hand-over on its way through the pool. */
  private static final class Entry {
    private final HandOver handOver;
    private final int generation;
    private boolean acknowledged;

    private Entry(HandOver handOver, int generation) {
      this.handOver = handOver;
      this.generation = generation;
    }
  }

  private final String name;
  private final Pool pool;
  private final long maximumBytes;
  private final Checkpoints checkpoints;
  private final DeadLetterFile deadLetters;
  private final Executor bookkeeping;
  private final PipelineMeters meters;
  private final Clock clock;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private int generation;
  private boolean broken;
  private long queuedBytes;
  private long doneCommitMicros;
  private PoolState state = PoolState.CATCHING_UP;
  private Instant since;
  private String why = "starting";

  /**
   * @param maximumBytes how much may be unacknowledged, in bytes
   * @param bookkeeping runs what must not hold up the thread that a pool completes its batches on
   */
  PoolLane(
      String name,
      Pool pool,
      long maximumBytes,
      Checkpoints checkpoints,
      DeadLetterFile deadLetters,
      Executor bookkeeping,
      PipelineMeters meters,
      Clock clock) {
    this.name = name;
    this.pool = pool;
    this.maximumBytes = maximumBytes;
    this.checkpoints = checkpoints;
    this.deadLetters = deadLetters;
    this.bookkeeping = bookkeeping;
    this.meters = meters;
    this.clock = clock;
    this.since = clock.instant();
  }

  String name() {
    return name;
  }

  Pool pool() {
    return pool;
  }

  /** Gives a batch whose intent has been recorded to the pool. Called by one thread at a time. */
  void submit(HandOver handOver) {
    OperationBatch operations = handOver.operations();
    Entry entry;
    synchronized (this) {
      entry = new Entry(handOver, generation);
      Entry last = entries.peekLast();
      if (last != null && handOver.supersedes(last.handOver)) {
        entries.removeLast();
      }
      entries.add(entry);
      queuedBytes += operations.bytes();
    }
    if (operations.operations().isEmpty()) {
      acknowledge(entry);
      return;
    }
    meters.submitted(name, operations);
    var unused =
        pool.submit(operations).handle((outcome, failure) -> settle(entry, outcome, failure));
  }

  /** Never throws: whatever becomes of a batch, the lane goes on or is found to be broken. */
  private boolean settle(Entry entry, @Nullable BatchOutcome outcome, @Nullable Throwable failure) {
    try {
      if (outcome == null) {
        breakLane(entry, "the pool failed a batch: " + failure);
      } else if (outcome.rejections().isEmpty()) {
        acknowledge(entry);
      } else {
        bookkeeping.execute(() -> recordRejections(entry, outcome.rejections()));
      }
      return true;
    } catch (RuntimeException e) {
      breakLane(entry, "an acknowledgement could not be dealt with: " + e);
      return false;
    }
  }

  /** A batch that fails after {@link #detach} has been forgotten on purpose. */
  private synchronized void breakLane(Entry entry, String cause) {
    if (entry.generation == generation) {
      LOG.error("Pool {}: {}. It is left behind and catches up", name, cause);
      broken = true;
      notifyAll();
    }
  }

  private void recordRejections(Entry entry, List<Rejection> rejections) {
    List<DeadLetter> letters =
        rejections.stream().map(rejection -> DeadLetter.of(name, rejection)).toList();
    while (true) {
      try {
        deadLetters.append(letters);
        break;
      } catch (IOException e) {
        LOG.error(
            "Pool {}: {} rejected operations cannot be recorded, so its position stays before them: {}."
                + " Make room in state.dir; this is tried again every second",
            name,
            letters.size(),
            e.toString());
      }
      try {
        Thread.sleep(RETRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    meters.deadLetters(letters.size());
    acknowledge(entry);
  }

  private void acknowledge(Entry entry) {
    HandOver handOver = entry.handOver;
    synchronized (this) {
      if (entry.generation != generation) {
        return;
      }
      entry.acknowledged = true;
      SourcePosition done = null;
      while (!entries.isEmpty() && entries.getFirst().acknowledged) {
        HandOver first = entries.removeFirst().handOver;
        queuedBytes -= first.operations().bytes();
        done = first.resume() == null ? done : first.resume();
        doneCommitMicros = Math.max(doneCommitMicros, first.oldestCommitMicros());
      }
      if (done != null) {
        checkpoints.recordDone(name, done);
      }
      notifyAll();
    }
    if (!handOver.operations().operations().isEmpty()) {
      meters.acknowledged(name, handOver.operations(), ageMicros(handOver));
    }
  }

  private long ageMicros(HandOver handOver) {
    long commit = handOver.oldestCommitMicros();
    return commit == 0 ? -1 : clock.millis() * 1000 - commit;
  }

  /** Whether there is no room for {@code bytes} more. There always is in an empty lane. */
  synchronized boolean isFull(long bytes) {
    return queuedBytes > 0 && queuedBytes + bytes > maximumBytes;
  }

  /** Whether the pool is about to run out of work while others are waited for. */
  synchronized boolean isNearlyEmpty() {
    return queuedBytes < maximumBytes / 4;
  }

  /** Waits until something was acknowledged, nothing is left to be, or the time is over. */
  synchronized void awaitAcknowledgement(long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
    long before = queuedBytes;
    while (queuedBytes > 0 && queuedBytes == before && !broken) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return;
      }
      wait(leftMillis);
    }
  }

  /** Whether it has lost track of a batch, so that the pool has to catch up from its marks. */
  synchronized boolean isBroken() {
    return broken;
  }

  /** Whether all that was handed over has been acknowledged. */
  synchronized boolean isSettled() {
    return entries.isEmpty();
  }

  /** How much is handed over and not acknowledged, in bytes. */
  synchronized long queuedBytes() {
    return queuedBytes;
  }

  /** When the oldest change that is not acknowledged was committed, microseconds; 0 if unknown. */
  synchronized long oldestUnacknowledgedMicros() {
    for (Entry entry : entries) {
      if (entry.handOver.oldestCommitMicros() != 0) {
        return entry.handOver.oldestCommitMicros();
      }
    }
    return 0;
  }

  /**
   * When the newest change that is known to be acknowledged was committed, microseconds; 0 if none
   * has been since the start.
   */
  synchronized long doneCommitMicros() {
    return doneCommitMicros;
  }

  /** Forgets all that is not acknowledged. The marks stay where they are. */
  void detach() {
    synchronized (this) {
      entries.clear();
      broken = false;
      generation++;
      queuedBytes = 0;
      notifyAll();
    }
    pool.reset();
  }

  /** The servers that are not up, with why; empty if all are up. */
  String downServers() {
    return pool.health().stream()
        .filter(server -> !server.up())
        .map(PoolLane::describe)
        .collect(Collectors.joining("; "));
  }

  private static String describe(ServerHealth server) {
    return server.server() + ": " + server.detail();
  }

  /** Sets how the pool is; {@code since} moves only when the state changes. */
  synchronized void setState(PoolState newState, String newWhy) {
    if (state != newState) {
      since = clock.instant();
      LOG.info("Pool {} is {}{}", name, newState.text(), newWhy.isEmpty() ? "" : ": " + newWhy);
    }
    state = newState;
    why = newWhy;
  }

  synchronized PoolState state() {
    return state;
  }

  synchronized Instant since() {
    return since;
  }

  synchronized String why() {
    return why;
  }
}
