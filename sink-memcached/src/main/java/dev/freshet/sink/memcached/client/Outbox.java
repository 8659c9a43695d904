package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.Rejection;
import dev.freshet.sink.memcached.client.Reply.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The backlog of a server to which nobody else writes what comes from the database.
 *
 * <p>Everything is kept until its delivery is acknowledged. Three rules hold the promise that no
 * reader sees an older value after a newer one:
 *
 * <ul>
 *   <li>On one connection, operations are written in the order of their submission.
 *   <li>When a connection has ended, all that was written of unacknowledged deliveries goes again,
 *       reduced to the last operation per key, before anything else does.
 *   <li>memcached reports some errors without a token, so that one operation of a segment has
 *       failed but not known which. Then nothing more is written until everything in flight is
 *       behind its barrier; the operations of the failed segments that no later segment has
 *       overtaken are repeated with a barrier behind each; and the stream goes on. A set is
 *       repeated as a delete and a set. So a key whose value is refused is surely gone (memcached
 *       keeps the old value in some cases, for instance "Out of memory during read"), and a value
 *       that had been stored finds its own memory free in a server that has no other.
 * </ul>
 *
 * <p><b>Half-open connections.</b> When a connection ends otherwise than by the server's own
 * orderly close (which discards what it has not read), bytes that were sent on it may still stand
 * in the server's receive buffer, and the server may carry them out after it has begun to read from
 * the next connection. So the keys that were in flight are first deleted on the new connection, a
 * barrier and a pause give the server time to work off the old buffer while the keys are missing,
 * and only then are the values written. That excludes the mix-up wherever the server comes to read
 * its connections within the pause, as memcached's threads do as soon as they run. It does not
 * exclude it for a server that keeps reading the new connection while it leaves the old one unread
 * for longer; only versions that the server compares can.
 */
final class Outbox implements Backlog {

  /** About how much goes between two barriers, in bytes. */
  static final int SEGMENT_BYTES = 128 * 1024;

  private static final int OPAQUE_LIMIT = 1_000_000_000;

  private enum Phase {
    /** After a connection that may have left bytes behind: the keys in flight are deleted. */
    FENCING,
    /** The deletes are acknowledged; {@link #settled} ends the pause behind them. */
    SETTLING,
    /** Normal work. */
    FLOWING,
    /** A segment has failed; what is in flight comes to its barriers. */
    DRAINING,
    /** The operations of failed segments are repeated one by one. */
    REPEATING
  }

  private final Deque<Delivery> waiting = new ArrayDeque<>();
  private final Deque<Delivery> written = new ArrayDeque<>();
  private final Deque<Segment> resends = new ArrayDeque<>();
  private final Deque<Segment> repairs = new ArrayDeque<>();
  private final Deque<Segment> inFlight = new ArrayDeque<>();
  private final List<Segment> suspects = new ArrayList<>();
  private final List<Rejection> rejections = new ArrayList<>();
  private final int segmentBytes;
  private Phase phase = Phase.FLOWING;
  private int nextOpaque;
  private int repairCompletes;

  /**
   * @param segmentBytes about how much goes between two barriers, in bytes
   */
  Outbox(int segmentBytes) {
    this.segmentBytes = segmentBytes;
  }

  @Override
  public void add(Delivery delivery) {
    waiting.add(delivery);
  }

  @Override
  public boolean isIdle() {
    return phase == Phase.FLOWING && inFlight.isEmpty() && resends.isEmpty();
  }

  @Override
  public boolean isOutstanding() {
    return !inFlight.isEmpty() || !written.isEmpty() || !waiting.isEmpty();
  }

  /** How many deliveries are not acknowledged. */
  int outstandingDeliveries() {
    return written.size() + waiting.size();
  }

  @Override
  public boolean isSettling() {
    return phase == Phase.SETTLING;
  }

  @Override
  public void settled() {
    if (phase == Phase.SETTLING) {
      phase = Phase.FLOWING;
    }
  }

  /** Everything about the server that matters here, its connection's writer knows. */
  @Override
  public void connected(ServerFacts facts) {}

  @Override
  public boolean writeNext(BacklogWriter writer) {
    Segment segment = next();
    if (segment == null) {
      return false;
    }
    writer.write(segment);
    return true;
  }

  /** The segment that is to be written now; null if there is none for the time being. */
  @Nullable Segment next() {
    Segment segment =
        switch (phase) {
          case FLOWING -> resends.isEmpty() ? cut() : resends.poll();
          case FENCING, REPEATING -> repairs.poll();
          case SETTLING, DRAINING -> null;
        };
    if (segment != null) {
      int size = segment.operations().size();
      if (nextOpaque + size > OPAQUE_LIMIT) {
        nextOpaque = 0;
      }
      segment.number(nextOpaque);
      nextOpaque += size;
      inFlight.add(segment);
    }
    return segment;
  }

  private @Nullable Segment cut() {
    Delivery delivery = waiting.peek();
    if (delivery == null) {
      return null;
    }
    List<CacheOperation> operations = delivery.cut(segmentBytes);
    if (!delivery.isWritten()) {
      return new Segment(operations, 0);
    }
    written.add(waiting.remove());
    return new Segment(operations, 1);
  }

  @Override
  public void barrier() throws ServerTrouble {
    Segment segment = inFlight.poll();
    if (segment == null) {
      throw ServerTrouble.foreign("MN");
    }
    if (segment.isAbandoned()) {
      return;
    }
    if (segment.awaitedAnswers() > 0) {
      fail(segment, "no answer");
    }
    switch (phase) {
      case FLOWING -> complete(segment);
      case DRAINING -> suspects.add(segment);
      case REPEATING -> judge(segment);
      case FENCING, SETTLING -> {}
    }
    if (inFlight.isEmpty() && repairs.isEmpty()) {
      advance();
    }
  }

  /** Goes on to the next phase, when the present one has nothing left to do. */
  private void advance() {
    switch (phase) {
      case FENCING -> phase = Phase.SETTLING;
      case DRAINING -> repeat();
      case REPEATING -> endRepair();
      case SETTLING, FLOWING -> {}
    }
  }

  private void repeat() {
    Set<CacheKey> overtaken = new HashSet<>();
    for (int i = suspects.size() - 1; i >= 0; i--) {
      Segment suspect = suspects.get(i);
      List<CacheOperation> operations = suspect.operations();
      for (int j = operations.size() - 1; j >= 0; j--) {
        CacheOperation operation = operations.get(j);
        if (overtaken.add(operation.key()) && suspect.error() != null) {
          repairs.addFirst(new Segment(List.of(operation), 0));
          if (operation.kind() == CacheOperation.Kind.SET) {
            repairs.addFirst(new Segment(List.of(deleteOf(operation)), 0));
          }
        }
      }
      if (suspect.error() == null) {
        rejections.addAll(suspect.rejections());
      }
      repairCompletes += suspect.completes();
    }
    suspects.clear();
    phase = Phase.REPEATING;
    if (repairs.isEmpty()) {
      endRepair();
    }
  }

  /** Looks at an operation that had a barrier of its own. */
  private void judge(Segment single) throws ServerTrouble {
    rejections.addAll(single.rejections());
    String error = single.error();
    if (error == null) {
      return;
    }
    CacheOperation operation = single.operations().get(0);
    if (operation.kind() == CacheOperation.Kind.DELETE) {
      throw undeletable(error);
    }
    rejections.add(new Rejection(operation, "the server refuses the value: " + error));
  }

  private void endRepair() {
    phase = Phase.FLOWING;
    acknowledge(repairCompletes);
    repairCompletes = 0;
  }

  private void complete(Segment segment) {
    rejections.addAll(segment.rejections());
    acknowledge(segment.completes());
  }

  private void acknowledge(int deliveries) {
    for (int i = 0; i < deliveries; i++) {
      SubmittedBatch batch = written.remove().batch();
      batch.reject(rejections);
      rejections.clear();
      batch.acknowledge();
    }
  }

  @Override
  public void status(Status status) throws ServerTrouble {
    Segment segment = inFlight.peek();
    if (segment == null || segment.operation(status.opaque()) == null) {
      throw unasked(status);
    }
    switch (status.code()) {
      case HD -> segment.answered();
      case NF -> {}
      case NS, EX -> failure(status.code().name());
    }
  }

  @Override
  public void failure(String error) throws ServerTrouble {
    Segment segment = inFlight.peek();
    if (segment == null) {
      throw ServerTrouble.foreign(error);
    }
    if (segment.isAbandoned()) {
      return;
    }
    fail(segment, error);
  }

  private void fail(Segment segment, String error) throws ServerTrouble {
    switch (phase) {
      case FLOWING -> {
        segment.fail(error);
        phase = Phase.DRAINING;
      }
      case DRAINING, REPEATING -> segment.fail(error);
      case FENCING, SETTLING -> throw undeletable(error);
    }
  }

  static ServerTrouble unasked(Status status) {
    return new ServerTrouble(
        "answers what it was not asked (%s with token %d)"
            .formatted(status.code(), status.opaque()),
        "look for a proxy in between that mixes up connections");
  }

  static ServerTrouble undeletable(String error) {
    return new ServerTrouble(
        "refuses to delete a key: " + ServerTrouble.quoted(error), "look at the server's log");
  }

  @Override
  public void disconnected(boolean orderly) {
    boolean fenced = phase == Phase.FENCING || phase == Phase.SETTLING;
    boolean mayLinger = fenced || (!orderly && !inFlight.isEmpty());
    Map<CacheKey, CacheOperation> last = new LinkedHashMap<>();
    for (Delivery delivery : written) {
      putLast(delivery.operations(), last);
    }
    Delivery partial = waiting.peek();
    if (partial != null) {
      putLast(partial.writtenOperations(), last);
    }
    forgetSegments();
    resends.addAll(segments(last.values(), written.size()));
    phase = Phase.FLOWING;
    if (mayLinger) {
      List<CacheOperation> deletes = new ArrayList<>(last.size());
      for (CacheOperation operation : last.values()) {
        deletes.add(deleteOf(operation));
      }
      repairs.addAll(segments(deletes, 0));
      phase = repairs.isEmpty() ? Phase.SETTLING : Phase.FENCING;
    }
  }

  private static void putLast(List<CacheOperation> operations, Map<CacheKey, CacheOperation> last) {
    for (CacheOperation operation : operations) {
      last.put(operation.key(), operation);
    }
  }

  private static CacheOperation deleteOf(CacheOperation operation) {
    return CacheOperation.delete(operation.key(), operation.origin());
  }

  private void forgetSegments() {
    inFlight.clear();
    resends.clear();
    repairs.clear();
    suspects.clear();
    rejections.clear();
    repairCompletes = 0;
  }

  @Override
  public List<SubmittedBatch> reset() {
    List<SubmittedBatch> forgotten = new ArrayList<>(outstandingDeliveries());
    written.forEach(delivery -> forgotten.add(delivery.batch()));
    waiting.forEach(delivery -> forgotten.add(delivery.batch()));
    waiting.clear();
    written.clear();
    resends.clear();
    if (phase != Phase.FENCING && phase != Phase.SETTLING) {
      inFlight.forEach(Segment::abandon);
      repairs.clear();
      suspects.clear();
      rejections.clear();
      repairCompletes = 0;
      phase = Phase.FLOWING;
    }
    return forgotten;
  }

  /** Cuts operations into segments, the last of which acknowledges {@code completes} deliveries. */
  private List<Segment> segments(Collection<CacheOperation> operations, int completes) {
    List<Segment> segments = new ArrayList<>();
    List<CacheOperation> current = new ArrayList<>();
    long bytes = 0;
    int left = operations.size();
    for (CacheOperation operation : operations) {
      current.add(operation);
      bytes += operation.bytes();
      left--;
      if (bytes >= segmentBytes || left == 0) {
        segments.add(new Segment(current, left == 0 ? completes : 0));
        current = new ArrayList<>();
        bytes = 0;
      }
    }
    return segments;
  }
}
