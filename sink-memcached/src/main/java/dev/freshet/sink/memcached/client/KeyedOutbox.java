package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.Rejection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one server has not acknowledged, where each command has an answer of its own, and what is to
 * be sent next. Pure: it is told what happens on the connection and does no I/O. Used by the pool's
 * event loop alone.
 *
 * <p>One operation of a key is under way at a time. Those that come meanwhile wait; of them, the
 * last replaces the others and is acknowledged for them, too. Many keys are under way at once, so
 * that throughput does not depend on the distance. A set that is refused is repeated as a delete
 * and a set, and if it is refused again the key is deleted and the operation rejected, for the
 * reasons that {@link Outbox} gives.
 *
 * <p>When a connection has ended, it is not known which of the operations under way the server has
 * carried out, or still will. Their keys are deleted on the next connection, a pause follows, and
 * only then is anything else sent: decision 005.
 */
final class KeyedOutbox {

  /** How much is under way at once, in bytes. */
  static final long WINDOW_BYTES = 4 * 1024 * 1024;

  /** How many operations are under way at once. */
  static final int WINDOW_OPERATIONS = 16 * 1024;

  private enum Phase {
    FENCING,
    SETTLING,
    FLOWING
  }

  /** What is sent. */
  enum Step {
    /** The operation as it is. */
    OPERATION,
    /** A delete ahead of repeating a set that was refused. */
    CLEAR,
    /** A set that was refused once. */
    REPEAT,
    /** A delete in place of a set that the server does not take. */
    GIVE_UP,
    /** A delete of a key of which it is not known what the server holds, or will. */
    FENCE
  }

  /**
   * Something to send.
   *
   * @param operation what it is about; for a {@link Step#FENCE} the delete itself
   */
  record Attempt(Step step, CacheOperation operation, @Nullable KeyState state) {

    boolean deletes() {
      return switch (step) {
        case CLEAR, GIVE_UP, FENCE -> true;
        case OPERATION, REPEAT -> operation.kind() == CacheOperation.Kind.DELETE;
      };
    }
  }

  /** A delivery of which some operations are not acknowledged. */
  private static final class Part {
    private final SubmittedBatch batch;
    private int awaited;

    Part(Delivery delivery) {
      batch = delivery.batch();
      awaited = delivery.operations().size();
    }
  }

  /** What is under way and what waits for one key. */
  static final class KeyState {
    private @Nullable CacheOperation sent;
    private List<Part> sentFor = new ArrayList<>(1);
    private @Nullable CacheOperation waiting;
    private List<Part> waitingFor = new ArrayList<>(1);
    private boolean abandoned;
    private String refusal = "";
  }

  private final Map<CacheKey, KeyState> keys = new HashMap<>();
  private final Deque<CacheKey> ready = new ArrayDeque<>();
  private final Deque<Attempt> repairs = new ArrayDeque<>();
  private final Deque<CacheKey> fence = new ArrayDeque<>();
  private final Map<CacheKey, CacheOperation> suspects = new HashMap<>();
  private final Set<Part> outstanding = new LinkedHashSet<>();
  private Phase phase = Phase.FLOWING;
  private long maxItemBytes = Long.MAX_VALUE;
  private int inFlight;
  private long bytesInFlight;

  /** What the server that is connected takes at most for key and value, in bytes. */
  void limit(long itemBytes) {
    maxItemBytes = itemBytes;
  }

  void add(Delivery delivery) {
    Part part = new Part(delivery);
    outstanding.add(part);
    for (CacheOperation operation : delivery.operations()) {
      KeyState state = keys.computeIfAbsent(operation.key(), key -> new KeyState());
      if (state.sent == null && state.waiting == null) {
        ready.add(operation.key());
      }
      state.waiting = operation;
      state.waitingFor.add(part);
    }
  }

  /** Whether nothing is on its way that could still change what the server holds. */
  boolean isIdle() {
    return phase == Phase.FLOWING && inFlight == 0;
  }

  /** Whether something is not acknowledged. */
  boolean isOutstanding() {
    return inFlight > 0 || !outstanding.isEmpty();
  }

  /** Whether {@link #settled} has to be called after a pause. */
  boolean isSettling() {
    return phase == Phase.SETTLING;
  }

  /** The pause is over. */
  void settled() {
    if (phase == Phase.SETTLING) {
      phase = Phase.FLOWING;
      suspects.clear();
    }
  }

  /** What is to be sent now; null if there is nothing for the time being. */
  @Nullable Attempt next() {
    if (inFlight >= WINDOW_OPERATIONS || bytesInFlight >= WINDOW_BYTES) {
      return null;
    }
    Attempt attempt =
        switch (phase) {
          case FENCING -> nextFence();
          case SETTLING -> null;
          case FLOWING -> repairs.isEmpty() ? nextReady() : repairs.poll();
        };
    if (attempt != null) {
      inFlight++;
      bytesInFlight += attempt.operation().bytes();
    }
    return attempt;
  }

  private @Nullable Attempt nextFence() {
    CacheKey key = fence.poll();
    CacheOperation delete = key == null ? null : suspects.get(key);
    return delete == null ? null : new Attempt(Step.FENCE, delete, null);
  }

  private @Nullable Attempt nextReady() {
    CacheKey key = ready.poll();
    KeyState state = key == null ? null : keys.get(key);
    if (state == null || state.waiting == null) {
      return null;
    }
    CacheOperation operation = state.waiting;
    List<Part> spare = state.sentFor;
    state.sent = operation;
    state.sentFor = state.waitingFor;
    state.waiting = null;
    state.waitingFor = spare;
    if (operation.kind() == CacheOperation.Kind.SET
        && operation.key().bytes().length + (long) operation.value().length > maxItemBytes) {
      state.refusal =
          "the value has "
              + operation.value().length
              + " bytes, the server takes items of "
              + maxItemBytes
              + " (memcached -I) with key and header";
      return new Attempt(Step.GIVE_UP, operation, state);
    }
    return new Attempt(Step.OPERATION, operation, state);
  }

  /**
   * The server has answered.
   *
   * @param error what it said instead of doing as asked; null if it has done so
   * @throws ServerTrouble if the connection is of no use any more
   */
  void answered(Attempt attempt, @Nullable String error) throws ServerTrouble {
    inFlight--;
    bytesInFlight -= attempt.operation().bytes();
    if (error != null && attempt.deletes()) {
      throw new ServerTrouble(
          "refuses to delete a key: " + ServerTrouble.quoted(error), "look at the server's log");
    }
    KeyState state = attempt.state();
    if (state == null) {
      if (inFlight == 0 && fence.isEmpty()) {
        phase = Phase.SETTLING;
      }
    } else if (state.abandoned) {
      finish(attempt.operation().key(), state);
    } else {
      judge(attempt, state, error);
    }
  }

  private void judge(Attempt attempt, KeyState state, @Nullable String error) {
    CacheOperation operation = attempt.operation();
    switch (attempt.step()) {
      case OPERATION, REPEAT -> {
        if (error == null) {
          acknowledge(state, null);
          finish(operation.key(), state);
        } else {
          state.refusal = "the server refuses the value: " + error;
          Step next = attempt.step() == Step.OPERATION ? Step.CLEAR : Step.GIVE_UP;
          repairs.add(new Attempt(next, operation, state));
        }
      }
      case CLEAR -> repairs.add(new Attempt(Step.REPEAT, operation, state));
      case GIVE_UP -> {
        acknowledge(state, new Rejection(operation, state.refusal));
        finish(operation.key(), state);
      }
      case FENCE -> {}
    }
  }

  private void acknowledge(KeyState state, @Nullable Rejection rejection) {
    if (rejection != null) {
      state.sentFor.get(state.sentFor.size() - 1).batch.reject(List.of(rejection));
    }
    for (Part part : state.sentFor) {
      if (--part.awaited == 0) {
        outstanding.remove(part);
        part.batch.acknowledge();
      }
    }
  }

  /** Nothing of the key is under way any more. */
  private void finish(CacheKey key, KeyState state) {
    state.sent = null;
    state.sentFor.clear();
    state.abandoned = false;
    if (state.waiting == null) {
      keys.remove(key);
    } else {
      ready.add(key);
    }
  }

  /** The connection has ended. */
  void disconnected() {
    boolean mayLinger = !suspects.isEmpty();
    for (Map.Entry<CacheKey, KeyState> entry : keys.entrySet()) {
      KeyState state = entry.getValue();
      if (state.sent != null) {
        mayLinger = true;
        suspects.put(entry.getKey(), CacheOperation.delete(entry.getKey(), state.sent.origin()));
        takeBack(state, state.sent);
      }
    }
    keys.values().removeIf(state -> state.waiting == null);
    ready.clear();
    ready.addAll(keys.keySet());
    repairs.clear();
    fence.clear();
    fence.addAll(suspects.keySet());
    inFlight = 0;
    bytesInFlight = 0;
    phase = mayLinger ? Phase.FENCING : Phase.FLOWING;
  }

  private static void takeBack(KeyState state, CacheOperation sent) {
    if (!state.abandoned) {
      List<Part> parts = new ArrayList<>(state.sentFor);
      parts.addAll(state.waitingFor);
      state.waitingFor = parts;
      if (state.waiting == null) {
        state.waiting = sent;
      }
    }
    state.sent = null;
    state.sentFor = new ArrayList<>(1);
    state.abandoned = false;
  }

  /**
   * Forgets all deliveries. What is in flight is waited for, but answers for nobody any more.
   *
   * @return the batches that were not acknowledged
   */
  List<SubmittedBatch> reset() {
    List<SubmittedBatch> forgotten = new ArrayList<>(outstanding.size());
    outstanding.forEach(part -> forgotten.add(part.batch));
    outstanding.clear();
    ready.clear();
    repairs.forEach(repair -> keys.remove(repair.operation().key()));
    repairs.clear();
    keys.values().removeIf(state -> state.sent == null);
    for (KeyState state : keys.values()) {
      state.abandoned = true;
      state.sentFor.clear();
      state.waiting = null;
      state.waitingFor.clear();
    }
    return forgotten;
  }
}
