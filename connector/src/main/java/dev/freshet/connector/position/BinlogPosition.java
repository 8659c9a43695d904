package dev.freshet.connector.position;

import dev.freshet.api.change.SourcePosition;

/** A place in a binlog, in one of the ways in which servers tell places. */
public sealed interface BinlogPosition extends SourcePosition
    permits FilePosition, GtidPosition, MariadbGtidPosition {

  /** Stands for all changes of a transaction. */
  long ALL_CHANGES = Long.MAX_VALUE;

  /**
   * A number that grows along the binlog, below 2^62, the same for whoever reads it.
   *
   * @param changes how many changes of the transaction in front of this place have been read;
   *     {@link #ALL_CHANGES} if it is complete
   */
  long order(long changes);

  @Override
  default long order() {
    return order(ALL_CHANGES);
  }

  /**
   * The place behind all that lies before this one or before {@code other}; where the two cannot be
   * compared, {@code other}.
   */
  default BinlogPosition joinedWith(BinlogPosition other) {
    if (covers(other)) {
      return this;
    }
    if (this instanceof GtidPosition own && other instanceof GtidPosition more) {
      return GtidPosition.behind(own.executed().with(more.executed()));
    }
    if (this instanceof MariadbGtidPosition own && other instanceof MariadbGtidPosition more) {
      MariadbGtidPosition joined = own;
      for (MariadbGtid gtid : more.gtids()) {
        joined = joined.reaches(gtid) ? joined : joined.with(gtid);
      }
      return joined;
    }
    return other;
  }

  /**
   * Puts the number of a transaction and how far it has been read into one: 41 bits for the one,
   * and 20 for the other, so that changes beyond a million share theirs.
   */
  static long order(long transactions, long changes) {
    long most = (1L << 41) - 1;
    long number = Long.compareUnsigned(transactions, most) > 0 ? most : transactions;
    long mostWithin = (1L << 20) - 1;
    long within = changes == ALL_CHANGES ? mostWithin : Math.min(changes, mostWithin - 1);
    return number << 20 | within;
  }
}
