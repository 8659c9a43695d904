package dev.freshet.connector.position;

import dev.freshet.api.change.SourcePosition;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A place in the binlog of a MariaDB server: the last transaction of each replication domain that
 * lies before it.
 *
 * <p>Consists of a map that many positions share and of the last transaction that was added to it,
 * so that the next position in the same domain costs one small object.
 */
public final class MariadbGtidPosition implements BinlogPosition {

  static final String PREFIX = "mariadb-gtid:";

  private final Map<Long, MariadbGtid> base;
  private final @Nullable MariadbGtid last;

  private MariadbGtidPosition(Map<Long, MariadbGtid> base, @Nullable MariadbGtid last) {
    this.base = base;
    this.last = last;
  }

  /**
   * Reads the server's form, {@code 0-1-100,5-1-3}; empty before the first transaction.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static MariadbGtidPosition parse(String text) {
    TreeMap<Long, MariadbGtid> parsed = new TreeMap<>();
    for (String element : text.split(",", -1)) {
      if (!element.isBlank()) {
        MariadbGtid gtid = MariadbGtid.parse(element.strip());
        parsed.put(gtid.domain(), gtid);
      }
    }
    return new MariadbGtidPosition(parsed, null);
  }

  /** The place behind one more transaction. */
  public MariadbGtidPosition with(MariadbGtid gtid) {
    if (last == null || last.domain() == gtid.domain()) {
      return new MariadbGtidPosition(base, gtid);
    }
    return new MariadbGtidPosition(byDomain(), gtid);
  }

  /** The last transaction of each domain before this place. */
  public Collection<MariadbGtid> gtids() {
    return byDomain().values();
  }

  private Map<Long, MariadbGtid> byDomain() {
    if (last == null) {
      return base;
    }
    TreeMap<Long, MariadbGtid> all = new TreeMap<>(base);
    all.put(last.domain(), last);
    return all;
  }

  /** The last transaction of a domain before this place; null if there is none. */
  public @Nullable MariadbGtid lastOf(long domain) {
    return last != null && last.domain() == domain ? last : base.get(domain);
  }

  @Override
  public boolean covers(SourcePosition other) {
    if (!(other instanceof MariadbGtidPosition position)) {
      return false;
    }
    if (base == position.base && position.last != null) {
      return reaches(position.last);
    }
    return position.gtids().stream().allMatch(this::reaches);
  }

  /** Whether the last transaction of a domain before this place has at least its number. */
  public boolean reaches(MariadbGtid gtid) {
    MariadbGtid own = lastOf(gtid.domain());
    return own != null && Long.compareUnsigned(own.sequence(), gtid.sequence()) >= 0;
  }

  /** The server's form of this position, as {@code gtid_binlog_pos} shows it. */
  public String gtidList() {
    return gtids().stream().map(MariadbGtid::toString).collect(Collectors.joining(","));
  }

  @Override
  public MariadbGtidPosition ahead(long transactions) {
    return last == null
        ? this
        : new MariadbGtidPosition(
            base, new MariadbGtid(last.domain(), last.server(), last.sequence() + transactions));
  }

  /** Adds up the numbers that the domains have reached. */
  @Override
  public long order(long changes) {
    long transactions = last == null ? 0 : last.sequence();
    for (MariadbGtid gtid : base.values()) {
      transactions += last != null && last.domain() == gtid.domain() ? 0 : gtid.sequence();
    }
    return BinlogPosition.order(transactions, changes);
  }

  @Override
  public String text() {
    return PREFIX + gtidList();
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof MariadbGtidPosition other && byDomain().equals(other.byDomain());
  }

  @Override
  public int hashCode() {
    return byDomain().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
