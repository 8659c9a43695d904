package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.sink.memcached.client.Reply.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The backlog of a server to which others may write what comes from the same database: nothing is
 * written over what is newer. Each key goes its own way, see {@link GuardedChange}; the steps of
 * many keys are written together, so that the way to the server costs time but not throughput. Of
 * several operations that wait for a key, only the newest is carried out.
 *
 * <p>What a lost connection leaves behind cannot replace or delete anything, since it names the
 * item that it is about. It can add one that lasts for a few seconds, so that nothing is written
 * until a server that runs has worked it off.
 */
final class GuardedOutbox implements Backlog {

  /** How many keys are on their way at most; each takes some 150 bytes beside its operation. */
  static final int MAX_KEYS = 100_000;

  private static final int OPAQUE_LIMIT = 1_000_000_000;

  /** About what the commands of a step take beside keys and values, in bytes. */
  private static final int STEP_BYTES = 100;

  private final Deque<Delivery> waiting = new ArrayDeque<>();
  private final Deque<GuardedDelivery> taken = new ArrayDeque<>();
  private final Map<CacheKey, GuardedChange> changes = new LinkedHashMap<>();
  private final Deque<GuardedChange> ready = new ArrayDeque<>();
  private final Deque<GuardedSegment> inFlight = new ArrayDeque<>();
  private final int segmentBytes;
  private final boolean deletesOnly;
  private final LongAdder steppedBack;

  /** The part of {@link #taken} that belongs to the first of {@link #waiting}, if it is cut. */
  private @Nullable GuardedDelivery partial;

  private long maxItemBytes = Long.MAX_VALUE;
  private boolean settling;
  private int nextOpaque;

  /**
   * @param segmentBytes about how much goes between two barriers, in bytes
   * @param deletesOnly whether sets are turned into deletes
   * @param steppedBack counts the operations that are not carried out because of newer ones
   */
  GuardedOutbox(int segmentBytes, boolean deletesOnly, LongAdder steppedBack) {
    this.segmentBytes = segmentBytes;
    this.deletesOnly = deletesOnly;
    this.steppedBack = steppedBack;
  }

  @Override
  public void connected(ServerFacts facts) {
    maxItemBytes = facts.maxItemBytes();
  }

  @Override
  public void add(Delivery delivery) {
    waiting.add(delivery);
  }

  @Override
  public boolean isIdle() {
    return inFlight.isEmpty() && !settling;
  }

  @Override
  public boolean isOutstanding() {
    return !inFlight.isEmpty() || !taken.isEmpty() || !waiting.isEmpty();
  }

  @Override
  public boolean isSettling() {
    return settling;
  }

  @Override
  public void settled() {
    settling = false;
  }

  @Override
  public boolean writeNext(BacklogWriter writer) {
    if (settling) {
      return false;
    }
    takeUp();
    if (ready.isEmpty()) {
      return false;
    }
    List<GuardedChange> steps = new ArrayList<>();
    for (long bytes = 0; bytes < segmentBytes && !ready.isEmpty(); ) {
      GuardedChange change = ready.remove();
      change.begin(maxItemBytes);
      steps.add(change);
      bytes += bytesOf(change);
    }
    int tokens = steps.size() * GuardedSegment.TOKENS;
    if (nextOpaque + tokens > OPAQUE_LIMIT) {
      nextOpaque = 0;
    }
    GuardedSegment segment = new GuardedSegment(steps, nextOpaque);
    nextOpaque += tokens;
    inFlight.add(segment);
    writer.write(segment);
    return true;
  }

  private static long bytesOf(GuardedChange change) {
    int keyBytes = change.key().bytes().length;
    return switch (change.step()) {
      case ADD, REPLACE -> STEP_BYTES + keyBytes + (long) change.operation().value().length;
      case LOOK, RAISE, DELETE -> STEP_BYTES + 2L * keyBytes;
    };
  }

  /** Takes up deliveries until there is enough to write. */
  private void takeUp() {
    long bytes = (long) ready.size() * STEP_BYTES;
    while (bytes < segmentBytes && changes.size() < MAX_KEYS) {
      Delivery delivery = waiting.peek();
      if (delivery == null) {
        return;
      }
      GuardedDelivery whole = partial;
      if (whole == null) {
        whole = new GuardedDelivery(delivery);
        taken.add(whole);
      }
      long version = GuardVersion.of(delivery.order());
      for (CacheOperation operation : delivery.cut(segmentBytes)) {
        bytes += takeUp(operation, version, whole);
      }
      partial = whole;
      if (delivery.isWritten()) {
        waiting.remove();
        partial = null;
      }
    }
  }

  /**
   * @return about how many bytes there are more to write
   */
  private int takeUp(CacheOperation operation, long version, GuardedDelivery delivery) {
    GuardedChange change = changes.get(operation.key());
    if (change == null) {
      change = new GuardedChange(new GuardedTurn(operation, version, delivery), deletesOnly);
      changes.put(operation.key(), change);
      ready.add(change);
      return STEP_BYTES + 2 * operation.key().bytes().length;
    }
    if (change.add(operation, version, delivery)) {
      steppedBack.increment();
    }
    return 0;
  }

  @Override
  public void barrier() throws ServerTrouble {
    GuardedSegment segment = inFlight.poll();
    if (segment == null) {
      throw ServerTrouble.foreign("MN");
    }
    if (segment.isAbandoned()) {
      return;
    }
    String error = segment.errorOfUnanswered();
    for (GuardedChange change : segment.changes()) {
      if (change.advance(error)) {
        decide(change);
      } else {
        ready.add(change);
      }
    }
    while (!taken.isEmpty() && taken.element().isDecided() && taken.element() != partial) {
      taken.remove().batch().acknowledge();
    }
  }

  private void decide(GuardedChange change) {
    change.turn().decided();
    if (change.hasSteppedBack()) {
      steppedBack.increment();
    }
    if (change.nextTurn()) {
      ready.add(change);
    } else {
      changes.remove(change.key());
    }
  }

  @Override
  public void status(Status status) throws ServerTrouble {
    GuardedSegment segment = inFlight.peek();
    if (segment == null || !segment.answer(status)) {
      throw Outbox.unasked(status);
    }
  }

  @Override
  public void failure(String error) throws ServerTrouble {
    GuardedSegment segment = inFlight.peek();
    if (segment == null) {
      throw ServerTrouble.foreign(error);
    }
    segment.fail(error);
  }

  @Override
  public void disconnected(boolean orderly) {
    settling = settling || (!orderly && inFlight.stream().anyMatch(GuardedSegment::mayAdd));
    inFlight.clear();
    ready.clear();
    changes.values().forEach(GuardedChange::restart);
    ready.addAll(changes.values());
  }

  @Override
  public List<SubmittedBatch> reset() {
    List<SubmittedBatch> forgotten = new ArrayList<>(taken.size() + waiting.size());
    taken.forEach(delivery -> forgotten.add(delivery.batch()));
    if (partial != null) {
      waiting.remove();
    }
    waiting.forEach(delivery -> forgotten.add(delivery.batch()));
    partial = null;
    taken.clear();
    waiting.clear();
    changes.clear();
    ready.clear();
    inFlight.forEach(GuardedSegment::abandon);
    return forgotten;
  }
}
