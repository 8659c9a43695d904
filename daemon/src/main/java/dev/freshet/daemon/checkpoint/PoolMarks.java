package dev.freshet.daemon.checkpoint;

import dev.freshet.api.change.SourcePosition;

/**
 * The two marks of a pool. What lies between them may or may not be in the pool.
 *
 * @param done how far the pool has acknowledged, always between two transactions
 * @param intent how far changes may have been handed to the pool; covers {@code done}
 */
public record PoolMarks(SourcePosition done, SourcePosition intent) {

  /** Marks of a pool that has acknowledged all that it was handed. */
  public static PoolMarks at(SourcePosition position) {
    return new PoolMarks(position, position);
  }

  PoolMarks withIntent(SourcePosition position) {
    return new PoolMarks(done, position);
  }

  /** The same where changes may have been handed over up to another place, too. */
  PoolMarks widenedTo(SourcePosition position) {
    return intent.covers(position) ? this : withIntent(position);
  }

  /** The same with an intent that was stored later, unless it lies before what is done. */
  PoolMarks upTo(SourcePosition position) {
    return position.covers(done) ? withIntent(position) : this;
  }

  PoolMarks withDone(SourcePosition position) {
    return new PoolMarks(position, intent.covers(position) ? intent : position);
  }

  /** Marks between which all lies that lies between these or {@code other}. */
  PoolMarks around(PoolMarks other) {
    return new PoolMarks(
        done.covers(other.done) ? other.done : done,
        intent.covers(other.intent) ? intent : other.intent);
  }
}
