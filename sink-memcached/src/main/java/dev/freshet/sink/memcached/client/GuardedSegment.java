package dev.freshet.sink.memcached.client;

import dev.freshet.sink.memcached.client.GuardedChange.Part;
import dev.freshet.sink.memcached.client.Reply.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps of changes to different keys that are written together and followed by one barrier. */
final class GuardedSegment {

  private static final List<Part> PARTS = List.of(Part.values());

  /** How many tokens a step has. */
  static final int TOKENS = PARTS.size();

  private final List<GuardedChange> changes;
  private final int firstOpaque;
  private boolean abandoned;
  private int errors;
  private @Nullable String error;

  /**
   * @param changes not empty; the step of none of them is in flight
   * @param firstOpaque the token of the first part of the first step; {@link #TOKENS} for each step
   *     follow from it
   */
  GuardedSegment(List<GuardedChange> changes, int firstOpaque) {
    this.changes = changes;
    this.firstOpaque = firstOpaque;
  }

  List<GuardedChange> changes() {
    return changes;
  }

  int firstOpaque() {
    return firstOpaque;
  }

  /** Whether what becomes of it no longer matters to anybody. */
  boolean isAbandoned() {
    return abandoned;
  }

  void abandon() {
    abandoned = true;
  }

  /** Whether the server may come to add an item. */
  boolean mayAdd() {
    return changes.stream().anyMatch(change -> change.step() == GuardedChange.Step.ADD);
  }

  /**
   * Takes an answer.
   *
   * @return whether it can belong to this segment
   */
  boolean answer(Status status) {
    int distance = status.opaque() - firstOpaque;
    if (status.opaque() < 0 || distance < 0 || distance >= changes.size() * TOKENS) {
      return false;
    }
    return abandoned || changes.get(distance / TOKENS).answer(PARTS.get(distance % TOKENS), status);
  }

  /** The server has reported an error, without saying about which command. */
  void fail(String text) {
    errors++;
    if (error == null) {
      error = text;
    }
  }

  /**
   * What the server said about those writes that it did not answer; empty if it answered all.
   *
   * @throws ServerTrouble if it cannot be told which commands have failed
   */
  String errorOfUnanswered() throws ServerTrouble {
    int unanswered = 0;
    for (GuardedChange change : changes) {
      if (change.isWrite() && !change.isAnswered()) {
        unanswered++;
      }
    }
    String said = error == null ? "" : error;
    if (unanswered != errors) {
      throw new ServerTrouble(
          "leaves %d commands unanswered and reports %d errors %s"
              .formatted(unanswered, errors, ServerTrouble.quoted(said)),
          "look at the server's log, and for a proxy in between that changes commands");
    }
    return said;
  }
}
