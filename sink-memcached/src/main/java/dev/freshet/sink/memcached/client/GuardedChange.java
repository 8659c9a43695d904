package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.sink.memcached.client.Reply.Status;
import org.jspecify.annotations.Nullable;

/**
 * The way of one key's operation past whatever else writes the key: what is known of the server's
 * item and of the key's tombstone, and which step comes next. Pure. At most one step is in flight.
 *
 * <p>A set looks at the item and then at the tombstone, steps back from either if it is newer, and
 * replaces the item that it has seen, and no other. If there is none, it adds one for a few seconds
 * and under a CAS value of the server's own, looks at the tombstone again, and only then replaces
 * that one by the lasting one. A delete raises the tombstone, then looks at the item, and deletes
 * the one that it has seen, and no other. docs/decisions/007-guard-by-versions.md shows why nothing
 * older can be left behind by that.
 */
final class GuardedChange {

  /** What is written for the key. */
  enum Step {
    /** Reads the item, then the tombstone. */
    LOOK,
    /** Adds an item that is to be confirmed, then reads the tombstone. */
    ADD,
    /** Replaces the item seen by the value with its version. */
    REPLACE,
    /** Raises the tombstone unless it is high enough, then reads it, then reads the item. */
    RAISE,
    /** Deletes the item seen. */
    DELETE
  }

  /** The command within a step that an answer belongs to, in the order of their tokens. */
  enum Part {
    READ_ITEM(0),
    READ_TOMBSTONE(1),
    WRITE_ITEM(2),
    WRITE_TOMBSTONE(3);

    private final int token;

    Part(int token) {
      this.token = token;
    }

    /** The command's token, from the first of the step. */
    int token() {
      return token;
    }
  }

  private final boolean deletesOnly;
  private GuardedTurn turn;
  private @Nullable GuardedTurn next;
  private Step step;
  private boolean started;
  private boolean raised;
  private boolean steppedBack;

  /** The CAS of the item as last read; 0: there is none. */
  private long item;

  /** The CAS of the tombstone as last read; 0: there is none. */
  private long tombstone;

  /** The CAS that the step's write demands; 0: that there is no item. */
  private long demanded;

  private Status.@Nullable Code written;

  GuardedChange(GuardedTurn turn, boolean deletesOnly) {
    this.turn = turn;
    this.deletesOnly = deletesOnly;
    this.step = firstStep();
  }

  CacheKey key() {
    return turn.operation().key();
  }

  CacheOperation operation() {
    return turn.operation();
  }

  long version() {
    return turn.version();
  }

  Step step() {
    return step;
  }

  /** The CAS that the step's write demands; 0: that there is no item. */
  long demanded() {
    return demanded;
  }

  /** Whether the step {@link Step#RAISE} has to write. */
  boolean isToRaise() {
    return !raised;
  }

  /** Whether the operation was not carried out because of a newer one. */
  boolean hasSteppedBack() {
    return steppedBack;
  }

  GuardedTurn turn() {
    return turn;
  }

  private Step firstStep() {
    return isDelete() ? Step.RAISE : Step.LOOK;
  }

  private boolean isDelete() {
    return deletesOnly
        || turn.isRejected()
        || turn.operation().kind() == CacheOperation.Kind.DELETE;
  }

  /**
   * Takes another operation on the same key. It waits for the present one if that has begun, so
   * that a key which changes all the time is written nevertheless.
   *
   * @return whether it is older than what is there, and so never carried out
   */
  boolean add(CacheOperation operation, long version, GuardedDelivery delivery) {
    GuardedTurn last = next == null ? turn : next;
    if (version < last.version()) {
      last.follow(delivery);
      return true;
    }
    if (next == null && started) {
      next = new GuardedTurn(operation, version, delivery);
    } else {
      last.overtake(operation, version, delivery);
      step = next == null ? firstStep() : step;
    }
    return false;
  }

  /**
   * Goes on with the operation that waits behind the present one.
   *
   * @return whether there is one
   */
  boolean nextTurn() {
    if (next == null) {
      return false;
    }
    turn = next;
    next = null;
    restart();
    return true;
  }

  /** Begins from the beginning: what is known of the server no longer holds. */
  void restart() {
    step = firstStep();
    started = false;
    steppedBack = false;
    raised = false;
    item = 0;
    tombstone = 0;
    written = null;
  }

  /** The step is about to be written. */
  void begin(long maxItemBytes) {
    if (!started && !isDelete() && isTooLarge(maxItemBytes)) {
      turn.reject(tooLarge(maxItemBytes));
      step = Step.RAISE;
    }
    started = true;
    written = null;
    demanded =
        switch (step) {
          case LOOK, ADD -> 0;
          case RAISE -> tombstone;
          case REPLACE, DELETE -> item;
        };
    item = 0;
    tombstone = 0;
  }

  private boolean isTooLarge(long maxItemBytes) {
    return (long) key().bytes().length + operation().value().length > maxItemBytes;
  }

  private String tooLarge(long maxItemBytes) {
    return SegmentWriter.tooLarge(operation().value().length, maxItemBytes);
  }

  /** Whether the step has a command whose outcome the server always tells. */
  boolean isWrite() {
    return switch (step) {
      case LOOK -> false;
      case RAISE -> !raised;
      case ADD, REPLACE, DELETE -> true;
    };
  }

  boolean isAnswered() {
    return written != null;
  }

  /**
   * Takes the server's answer to a part of the step in flight.
   *
   * @return whether it can be one
   */
  boolean answer(Part part, Status status) {
    return switch (part) {
      case READ_ITEM -> {
        item = status.cas();
        yield isRead(status) && (step == Step.LOOK || step == Step.RAISE);
      }
      case READ_TOMBSTONE -> {
        tombstone = status.cas();
        yield isRead(status) && (step == Step.LOOK || step == Step.ADD || step == Step.RAISE);
      }
      case WRITE_ITEM -> {
        written = status.code();
        if (step == Step.ADD) {
          item = status.cas();
        }
        yield step != Step.RAISE && isWrite();
      }
      case WRITE_TOMBSTONE -> {
        written = status.code();
        yield step == Step.RAISE && isWrite();
      }
    };
  }

  private static boolean isRead(Status status) {
    return status.code() == Status.Code.HD && status.cas() != 0;
  }

  /**
   * The server has carried out the step.
   *
   * @param error what it said in place of an answer to the step's write, if it gave none
   * @return whether the operation is decided
   */
  boolean advance(String error) throws ServerTrouble {
    return switch (step) {
      case LOOK -> looked();
      case ADD -> added(error);
      case REPLACE -> replaced(error);
      case RAISE -> raised();
      case DELETE -> deleted(error);
    };
  }

  private boolean looked() {
    if (GuardVersion.isNewer(item, version())) {
      steppedBack = true;
      return true;
    }
    if (GuardVersion.isNewer(tombstone, version())) {
      giveWay();
      return false;
    }
    step = item == 0 ? Step.ADD : Step.REPLACE;
    return false;
  }

  /**
   * There is a newer tombstone. Whoever raised it may never come to delete the item, so that it has
   * to be gone before this operation counts as done.
   */
  private void giveWay() {
    steppedBack = true;
    raised = true;
    step = item == 0 ? Step.RAISE : Step.DELETE;
  }

  private boolean added(String error) throws ServerTrouble {
    if (written == null) {
      refuse(error);
    } else if (written != Status.Code.HD) {
      step = Step.LOOK;
    } else if (item == 0) {
      throw new ServerTrouble(
          "does not tell the CAS value of what it stores", "start it without -C, or set guard=off");
    } else if (GuardVersion.isNewer(tombstone, version())) {
      giveWay();
    } else {
      step = Step.REPLACE;
    }
    return false;
  }

  private boolean replaced(String error) {
    if (written == Status.Code.HD) {
      return true;
    }
    if (written == null) {
      refuse(error);
    } else {
      step = Step.LOOK;
    }
    return false;
  }

  private void refuse(String error) {
    turn.reject("the server refuses the value: " + error);
    step = Step.RAISE;
    // A tombstone that is newer is never lowered.
    raised = !GuardVersion.isNewer(version(), tombstone);
  }

  private boolean raised() {
    // A server that has no memory for the tombstone is to lose the key nevertheless.
    raised =
        raised
            || written == null
            || written == Status.Code.HD
            || !GuardVersion.isNewer(version(), tombstone);
    if (!raised) {
      return false;
    }
    if (item == 0) {
      return true;
    }
    if (GuardVersion.isNewer(item, version())) {
      steppedBack = true;
      return true;
    }
    step = Step.DELETE;
    return false;
  }

  private boolean deleted(String error) throws ServerTrouble {
    if (written == null) {
      throw Outbox.undeletable(error);
    }
    step = Step.RAISE;
    return written != Status.Code.EX;
  }
}
