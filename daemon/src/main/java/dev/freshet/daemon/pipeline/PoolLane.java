package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.operation.Rejection;
import dev.freshet.api.spi.PoolShare;
import dev.freshet.api.spi.ServerHealth;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to a pool, or to a server of it that is behind the others: what has been handed over and
 * is not acknowledged, bounded in bytes, and the done mark, which follows the acknowledged prefix
 * up to a transaction's end. Thread-safe.
 */
final class PoolLane {

  private static final Logger LOG = LoggerFactory.getLogger(PoolLane.class);
  private static final long RETRY_MILLIS = 1000;

  /** A hand-over on its way through the pool. */
  private static final class Entry {
    private HandOver handOver;
    private final int generation;

    /** Whether it never had operations, so that another one may take its place. */
    private final boolean replaceable;

    /** Carried out, but for deletes that are to be done again or what a {@link Tail} has left. */
    private boolean carriedOut;

    private boolean acknowledged;

    private Entry(HandOver handOver, int generation, boolean replaceable) {
      this.handOver = handOver;
      this.generation = generation;
      this.replaceable = replaceable;
    }

    private void lose() {
      Receipt receipt = handOver.receipt();
      if (receipt != null) {
        receipt.lose();
      }
    }
  }

  /**
   * The lane of a server that gets its part from here again, until it has acknowledged what it was
   * handed before. The marks wait for it: {@code gate} stands before what they follow.
   */
  private record Tail(PoolLane part, Entry gate) {}

  private final LaneName name;
  private final FedPool fed;
  private final long maximumBytes;
  private final Bookkeeping books;
  private final DeleteRepeats<Entry> repeats;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private final List<Tail> tails = new CopyOnWriteArrayList<>();
  private List<String> servers;
  private PoolShare share;
  private int generation;
  private boolean broken;
  private long queuedBytes;
  private long doneCommitMicros;
  private PoolState state = PoolState.CATCHING_UP;
  private Instant since;
  private String why = "starting";

  /** Once this lane gets nothing more: complete when nothing is left to be acknowledged. */
  private volatile @Nullable CompletableFuture<Void> ending;

  /**
   * @param servers the servers of the pool that it is for
   * @param maximumBytes how much may be unacknowledged, in bytes
   */
  PoolLane(LaneName name, FedPool fed, List<String> servers, long maximumBytes, Bookkeeping books) {
    this.name = name;
    this.fed = fed;
    this.servers = List.copyOf(servers);
    this.share = fed.pool().share(servers);
    this.maximumBytes = maximumBytes;
    this.books = books;
    this.repeats =
        new DeleteRepeats<>(fed.policy().deleteRepeatAfter().toNanos(), fed.pool().deletesOnly());
    this.since = books.clock().instant();
  }

  LaneName name() {
    return name;
  }

  /** The pool that it is for, and how that is dealt with. */
  FedPool fed() {
    return fed;
  }

  /**
   * Leaves some of its servers, not all, to lanes of their own, which begin at this one's marks.
   * What they have not acknowledged is waited for no longer.
   */
  List<PoolLane> splitOff(Collection<String> down) {
    PoolShare left;
    List<PoolLane> lanes;
    synchronized (this) {
      // somebody else may have split some of them off meanwhile
      List<String> leaving = down.stream().filter(servers::contains).toList();
      if (leaving.isEmpty() || leaving.size() == servers.size()) {
        return List.of();
      }
      left = fed.pool().share(leaving);
      // the binlog, from which those that leave catch up, does not have what was inserted
      entries.forEach(Entry::lose);
      servers = servers.stream().filter(server -> !leaving.contains(server)).toList();
      share = fed.pool().share(servers);
      // copied before the acknowledgements that follow from the reset can move the marks
      lanes = leaving.stream().map(this::laneOf).toList();
    }
    left.reset();
    tails.stream()
        .filter(tail -> lanes.stream().anyMatch(lane -> lane.name.equals(tail.part().name)))
        .forEach(tail -> tail.part().forget());
    return lanes;
  }

  private PoolLane laneOf(String server) {
    LaneName ownName = new LaneName(name.pool(), server);
    books.checkpoints().copy(name.text(), ownName.text());
    long bytes = maximumBytes / fed.pool().health().size();
    return new PoolLane(ownName, fed, List.of(server), bytes, books);
  }

  /** Whether it is for the same pool, less the server of {@code part}. */
  boolean isWholeOf(PoolLane part) {
    return name.server() == null
        && part.name.server() != null
        && name.pool().equals(part.name.pool());
  }

  /**
   * Ends a lane of a single server that follows the same pipeline: from the next batch on, the
   * server gets its part from here. What it has not acknowledged yet holds back this lane's marks.
   */
  void takeBack(PoolLane part) {
    List<String> returning = part.servers();
    CompletableFuture<Void> partEnd = part.end();
    Tail tail;
    synchronized (this) {
      SourcePosition done = books.checkpoints().marks(name.text()).orElseThrow().done();
      Entry gate = new Entry(HandOver.mark(done), generation, false);
      gate.carriedOut = true;
      entries.addFirst(gate);
      books.checkpoints().absorb(name.text(), part.name.text());
      servers = Stream.concat(servers.stream(), returning.stream()).toList();
      share = fed.pool().share(servers);
      tail = new Tail(part, gate);
      tails.add(tail);
    }
    LOG.info("Server {} of pool {} is as far as the others again", part.name.server(), name.pool());
    var unused = partEnd.handle((done, failure) -> tailEnded(tail, failure));
  }

  private boolean tailEnded(Tail tail, @Nullable Throwable failure) {
    tails.remove(tail);
    if (failure == null) {
      acknowledged(tail.gate());
    } else {
      breakLane(tail.gate(), "a server that has just come back has lost track: " + failure);
    }
    return failure == null;
  }

  private synchronized CompletableFuture<Void> end() {
    CompletableFuture<Void> end = new CompletableFuture<>();
    ending = end;
    if (broken) {
      end.completeExceptionally(new IllegalStateException("an acknowledgement was lost"));
    } else if (entries.isEmpty()) {
      end.complete(null);
    }
    return end;
  }

  /** Whether it has ended in {@link #takeBack}: its server gets nothing more from here. */
  boolean isMerged() {
    return ending != null;
  }

  synchronized List<String> servers() {
    return servers;
  }

  /** Empties its servers, which forget what they have not acknowledged. */
  CompletableFuture<Void> flush() {
    detach();
    return share().flush();
  }

  private synchronized PoolShare share() {
    return share;
  }

  /** Gives a batch whose intent has been recorded to the pool. Called by one thread at a time. */
  void submit(HandOver forAll) {
    HandOver handOver = fed.part(forAll);
    OperationBatch operations = handOver.operations();
    tails.forEach(tail -> tail.part().overtake(operations));
    Entry entry;
    CompletableFuture<BatchOutcome> outcome;
    Receipt receipt = handOver.receipt();
    if (receipt != null) {
      receipt.expect();
    }
    synchronized (this) {
      entry = new Entry(handOver, generation, operations.operations().isEmpty());
      Entry last = entries.peekLast();
      if (last != null && last.replaceable && handOver.supersedes(last.handOver)) {
        entries.removeLast();
      }
      entries.add(entry);
      queuedBytes += operations.bytes();
      repeats.submitted(entry, operations);
      // within the lock, so that it goes to the servers that are the lane's now
      outcome =
          operations.operations().isEmpty()
              ? CompletableFuture.completedFuture(BatchOutcome.APPLIED)
              : share.submit(operations);
    }
    if (!operations.operations().isEmpty()) {
      books.meters().submitted(name.pool(), operations);
    }
    var unused = outcome.handle((applied, failure) -> settle(entry, applied, failure));
  }

  /** What is handed over now goes another way; deletes of these keys are not for here to repeat. */
  private synchronized void overtake(OperationBatch operations) {
    repeats.overtaken(operations);
  }

  /** Never throws: whatever becomes of a batch, the lane goes on or is found to be broken. */
  private boolean settle(Entry entry, @Nullable BatchOutcome outcome, @Nullable Throwable failure) {
    try {
      if (outcome == null) {
        breakLane(entry, "the pool failed a batch: " + failure);
      } else if (outcome.rejections().isEmpty()) {
        applied(entry);
      } else {
        books
            .executor()
            .execute(() -> recordRejections(outcome.rejections(), () -> applied(entry)));
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
      CompletableFuture<Void> end = ending;
      if (end != null) {
        end.completeExceptionally(new IllegalStateException(cause));
      }
      notifyAll();
    }
  }

  /**
   * @param then what follows once they are on the disk
   */
  private void recordRejections(List<Rejection> rejections, Runnable then) {
    List<DeadLetter> letters =
        rejections.stream().map(rejection -> DeadLetter.of(name.pool(), rejection)).toList();
    while (true) {
      try {
        books.deadLetters().append(letters);
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
    books.meters().deadLetters(letters.size());
    then.run();
  }

  private void applied(Entry entry) {
    HandOver handOver;
    synchronized (this) {
      handOver = entry.handOver;
      if (entry.generation != generation) {
        return;
      }
      queuedBytes -= handOver.operations().bytes();
      entry.handOver = handOver.withoutOperations();
      entry.carriedOut = true;
      if (!repeats.applied(entry, handOver.operations(), System.nanoTime())) {
        entry.acknowledged = true;
        moveDone();
      }
      notifyAll();
    }
    if (!handOver.operations().operations().isEmpty()) {
      books.meters().acknowledged(name.pool(), handOver.operations(), ageMicros(handOver));
    }
  }

  /** The done mark follows what has been acknowledged without a gap. */
  private void moveDone() {
    SourcePosition done = null;
    while (!entries.isEmpty() && entries.getFirst().acknowledged) {
      HandOver first = entries.removeFirst().handOver;
      Receipt receipt = first.receipt();
      if (receipt != null) {
        receipt.acknowledge();
      }
      done = first.resume() == null ? done : first.resume();
      doneCommitMicros = Math.max(doneCommitMicros, first.oldestCommitMicros());
    }
    CompletableFuture<Void> end = ending;
    if (end == null && done != null) {
      books.checkpoints().recordDone(name.text(), done);
    } else if (end != null && entries.isEmpty()) {
      end.complete(null);
    }
  }

  /** Does deletes again whose time has come. Called again and again. */
  void repeatDeletes() {
    while (true) {
      DeleteRepeats.Repeat<Entry> repeat;
      CompletableFuture<BatchOutcome> outcome;
      synchronized (this) {
        // early, rather than that they take up what operations need
        repeat = repeats.poll(System.nanoTime(), maximumBytes / 2);
        if (repeat == null) {
          return;
        }
        outcome = share.submit(repeat.deletes());
      }
      Entry entry = repeat.batch();
      var unused = outcome.handle((applied, failure) -> repeated(entry, applied, failure));
    }
  }

  private boolean repeated(
      Entry entry, @Nullable BatchOutcome outcome, @Nullable Throwable failure) {
    if (outcome == null) {
      breakLane(entry, "the pool failed to repeat deletes: " + failure);
      return false;
    }
    if (outcome.rejections().isEmpty()) {
      acknowledged(entry);
    } else {
      books
          .executor()
          .execute(() -> recordRejections(outcome.rejections(), () -> acknowledged(entry)));
    }
    return true;
  }

  private synchronized void acknowledged(Entry entry) {
    if (entry.generation == generation) {
      entry.acknowledged = true;
      moveDone();
      notifyAll();
    }
  }

  /** How long ago the oldest change was committed, microseconds; -1 if that is not known. */
  long ageMicros(HandOver handOver) {
    long commit = handOver.oldestCommitMicros();
    return commit == 0 ? -1 : books.clock().millis() * 1000 - commit;
  }

  /** Whether there is no room for {@code bytes} more. There always is in an empty lane. */
  synchronized boolean isFull(long bytes) {
    return queuedBytes > 0 && queuedBytes + bytes > maximumBytes;
  }

  /**
   * Whether its pool will not run out of work for a while: usually 8 MiB are not acknowledged, some
   * ten thousand operations, also on the way to one that is far away.
   */
  synchronized boolean hasEnough() {
    return queuedBytes >= maximumBytes / 8;
  }

  /** Whether the pool is about to run out of work while others are waited for. */
  synchronized boolean isNearlyEmpty() {
    return queuedBytes < maximumBytes / 4;
  }

  /**
   * Waits until something was acknowledged, nothing is left to be, or the time is over.
   *
   * @return whether it ended before the time was over
   */
  synchronized boolean awaitAcknowledgement(long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
    long before = queuedBytes;
    while (!entries.isEmpty() && queuedBytes == before && !broken) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return false;
      }
      wait(leftMillis);
    }
    return true;
  }

  /** Whether it has lost track of a batch, so that the pool has to catch up from its marks. */
  synchronized boolean isBroken() {
    return broken;
  }

  /** Whether it is for a server of {@code whole}'s pool that can get its part from there. */
  boolean mayReturnTo(PoolLane whole) {
    return whole.isWholeOf(this) && !isBroken() && isNearlyEmpty() && downServers().isEmpty();
  }

  /** Whether all that was handed over has been acknowledged. */
  synchronized boolean isSettled() {
    return entries.isEmpty();
  }

  /** Whether all of it has been carried out, but for deletes that are to be done again. */
  synchronized boolean isApplied() {
    return entries.stream().allMatch(entry -> entry.carriedOut);
  }

  /** How much is handed over and not acknowledged, in bytes. */
  synchronized long queuedBytes() {
    return queuedBytes;
  }

  /** When the oldest change that is not acknowledged was committed, microseconds; 0 if unknown. */
  synchronized long oldestUnacknowledgedMicros() {
    for (Entry entry : entries) {
      if (!entry.carriedOut && entry.handOver.oldestCommitMicros() != 0) {
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
    forget();
    share().reset();
  }

  private void forget() {
    CompletableFuture<Void> end;
    synchronized (this) {
      entries.forEach(Entry::lose);
      entries.clear();
      repeats.clear();
      broken = false;
      generation++;
      queuedBytes = 0;
      end = ending;
      notifyAll();
    }
    if (end != null) {
      end.complete(null);
    }
    tails.forEach(tail -> tail.part().forget());
  }

  /** Those of its servers that are not up. */
  List<ServerHealth> downServers() {
    List<String> own = servers();
    return fed.pool().health().stream()
        .filter(server -> !server.up() && own.contains(server.server()))
        .toList();
  }

  /** The servers that are not up, with why; empty if all are up. */
  String downReasons() {
    return downServers().stream()
        .map(server -> server.server() + ": " + server.detail())
        .collect(Collectors.joining("; "));
  }

  /** Sets how the pool is; {@code since} moves only when the state changes. */
  synchronized void setState(PoolState newState, String newWhy) {
    if (state != newState) {
      since = books.clock().instant();
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
