package dev.freshet.connector.position;

import dev.freshet.api.change.SourcePosition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in the binlog of a MySQL server with GTIDs: all transactions that lie before it.
 *
 * <p>Consists of a set that many positions share and of the run of transactions that were added to
 * it since, so that the next position costs one small object.
 */
public final class GtidPosition implements BinlogPosition {

  static final String PREFIX = "gtid:";

  private final GtidSet base;

  /** How many transactions the base holds: counted once, as there may be many intervals. */
  private final long baseCount;

  private final @Nullable GtidSource source;
  private final long first;
  private final long last;

  private GtidPosition(
      GtidSet base, long baseCount, @Nullable GtidSource source, long first, long last) {
    this.base = base;
    this.baseCount = baseCount;
    this.source = source;
    this.first = first;
    this.last = last;
  }

  /** The place behind the transactions of {@code executed}. */
  public static GtidPosition behind(GtidSet executed) {
    return new GtidPosition(executed, executed.count(), null, 0, 0);
  }

  /** The place behind one more transaction. */
  public GtidPosition with(Gtid gtid) {
    GtidSource of = gtid.source();
    long number = gtid.number();
    if (of.equals(source)) {
      if (number == last + 1) {
        return new GtidPosition(base, baseCount, source, first, number);
      }
      if (first <= number && number <= last) {
        return this;
      }
    }
    GtidSet executed = executed();
    return new GtidPosition(executed, executed.count(), of, number, number);
  }

  /** All transactions before this place. */
  public GtidSet executed() {
    return source == null ? base : base.with(source, first, last);
  }

  /** Whether the transaction lies before this place. */
  public boolean contains(Gtid gtid) {
    return (gtid.source().equals(source) && first <= gtid.number() && gtid.number() <= last)
        || base.contains(gtid);
  }

  @Override
  // positions of one stream share their base; where they do not, the sets are compared
  @SuppressWarnings("ReferenceEquality")
  public boolean covers(SourcePosition other) {
    if (!(other instanceof GtidPosition position)) {
      return false;
    }
    if (base == position.base
        && first == position.first
        && Objects.equals(source, position.source)) {
      return last >= position.last;
    }
    return executed().containsAll(position.executed());
  }

  @Override
  public GtidPosition ahead(long transactions) {
    return source == null
        ? this
        : new GtidPosition(base, baseCount, source, first, last + transactions);
  }

  /** Counts the transactions before this place. */
  @Override
  public long order(long changes) {
    return BinlogPosition.order(baseCount + (source == null ? 0 : last - first + 1), changes);
  }

  @Override
  public String text() {
    return PREFIX + executed();
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof GtidPosition other && executed().equals(other.executed());
  }

  @Override
  public int hashCode() {
    return executed().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
