package dev.freshet.connector.position;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of MySQL transactions. Immutable and thread-safe; adding to it shares what stays the same.
 *
 * <p>The text form is the server's, see "GTID Sets" in the MySQL reference manual: {@code
 * uuid:1-5:7,uuid:tag:1-3}.
 */
public final class GtidSet {

  /** The set of no transaction. */
  public static final GtidSet EMPTY = new GtidSet(new GtidSource[0], new long[0][]);

  private final GtidSource[] sources;

  /** By source: first and last number of each interval, ascending, never touching each other. */
  private final long[][] intervals;

  private GtidSet(GtidSource[] sources, long[][] intervals) {
    this.sources = sources;
    this.intervals = intervals;
  }

  /**
   * Reads the server's text form.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static GtidSet parse(String text) {
    Map<GtidSource, long[]> parsed = new TreeMap<>();
    for (String element : text.split(",", -1)) {
      String trimmed = element.strip();
      if (!trimmed.isEmpty()) {
        parseElement(trimmed, parsed);
      }
    }
    return new GtidSet(
        parsed.keySet().toArray(new GtidSource[0]), parsed.values().toArray(new long[0][]));
  }

  private static void parseElement(String element, Map<GtidSource, long[]> into) {
    String[] parts = element.split(":", -1);
    if (parts.length < 2) {
      throw new IllegalArgumentException("'" + element + "' holds no transaction number");
    }
    GtidSource source = GtidSource.of(parts[0].strip(), "");
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (part.isEmpty() || !Character.isDigit(part.charAt(0))) {
        source = GtidSource.of(parts[0].strip(), part);
        continue;
      }
      int dash = part.indexOf('-');
      long first = number(dash < 0 ? part : part.substring(0, dash));
      long last = dash < 0 ? first : number(part.substring(dash + 1));
      if (first < 1 || last < first) {
        throw new IllegalArgumentException("'" + part + "' is not an interval");
      }
      into.put(source, add(into.getOrDefault(source, new long[0]), first, last));
    }
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a transaction number", e);
    }
  }

  /** This set and the transactions {@code first} to {@code last} of {@code source}. */
  public GtidSet with(GtidSource source, long first, long last) {
    int index = Arrays.binarySearch(sources, source);
    if (index >= 0) {
      long[][] changed = intervals.clone();
      changed[index] = add(intervals[index], first, last);
      return new GtidSet(sources, changed);
    }
    int at = -index - 1;
    GtidSource[] moreSources = Arrays.copyOf(sources, sources.length + 1);
    long[][] moreIntervals = Arrays.copyOf(intervals, intervals.length + 1);
    System.arraycopy(sources, at, moreSources, at + 1, sources.length - at);
    System.arraycopy(intervals, at, moreIntervals, at + 1, intervals.length - at);
    moreSources[at] = source;
    moreIntervals[at] = new long[] {first, last};
    return new GtidSet(moreSources, moreIntervals);
  }

  private static long[] add(long[] intervals, long first, long last) {
    int from = 0;
    while (from < intervals.length && intervals[from + 1] < first - 1) {
      from += 2;
    }
    int to = from;
    long newFirst = first;
    long newLast = last;
    while (to < intervals.length && intervals[to] <= last + 1) {
      newFirst = Math.min(newFirst, intervals[to]);
      newLast = Math.max(newLast, intervals[to + 1]);
      to += 2;
    }
    long[] result = new long[intervals.length - (to - from) + 2];
    System.arraycopy(intervals, 0, result, 0, from);
    result[from] = newFirst;
    result[from + 1] = newLast;
    System.arraycopy(intervals, to, result, from + 2, intervals.length - to);
    return result;
  }

  /** Whether the transaction is in the set. */
  public boolean contains(Gtid gtid) {
    return containsInterval(gtid.source(), gtid.number(), gtid.number());
  }

  private boolean containsInterval(GtidSource source, long first, long last) {
    int index = Arrays.binarySearch(sources, source);
    if (index < 0) {
      return false;
    }
    long[] own = intervals[index];
    for (int i = 0; i < own.length; i += 2) {
      if (own[i] <= first && last <= own[i + 1]) {
        return true;
      }
    }
    return false;
  }

  /** Whether each transaction of {@code other} is in this set. */
  public boolean containsAll(GtidSet other) {
    for (int s = 0; s < other.sources.length; s++) {
      long[] needed = other.intervals[s];
      for (int i = 0; i < needed.length; i += 2) {
        if (!containsInterval(other.sources[s], needed[i], needed[i + 1])) {
          return false;
        }
      }
    }
    return true;
  }

  /** This set and all transactions of {@code other}. */
  public GtidSet with(GtidSet other) {
    GtidSet all = this;
    for (int s = 0; s < other.sources.length; s++) {
      long[] more = other.intervals[s];
      for (int i = 0; i < more.length; i += 2) {
        all = all.with(other.sources[s], more[i], more[i + 1]);
      }
    }
    return all;
  }

  /** The transactions of this set that are not in {@code other}. */
  public GtidSet without(GtidSet other) {
    GtidSet left = EMPTY;
    for (int s = 0; s < sources.length; s++) {
      long[] taken = other.intervals(sources[s]);
      for (int i = 0; i < intervals[s].length; i += 2) {
        long next = intervals[s][i];
        long last = intervals[s][i + 1];
        for (int t = 0; t < taken.length && next <= last; t += 2) {
          if (taken[t + 1] >= next && taken[t] <= last) {
            if (taken[t] > next) {
              left = left.with(sources[s], next, taken[t] - 1);
            }
            next = taken[t + 1] + 1;
          }
        }
        if (next <= last) {
          left = left.with(sources[s], next, last);
        }
      }
    }
    return left;
  }

  /** How many transactions are in the set. */
  public long count() {
    long count = 0;
    for (long[] own : intervals) {
      for (int i = 0; i < own.length; i += 2) {
        count += own[i + 1] - own[i] + 1;
      }
    }
    return count;
  }

  /** Where the transactions come from, in the server's order. */
  public List<GtidSource> sources() {
    return List.of(sources);
  }

  /**
   * The intervals of one source: first and last transaction number of each, both included.
   *
   * @return pairs of numbers, ascending; empty if the set has none of the source
   */
  public long[] intervals(GtidSource source) {
    int index = Arrays.binarySearch(sources, source);
    return index < 0 ? new long[0] : intervals[index].clone();
  }

  /** The server's text form; empty for the empty set. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int s = 0; s < sources.length; s++) {
      text.append(s == 0 ? "" : ",").append(sources[s]);
      for (int i = 0; i < intervals[s].length; i += 2) {
        text.append(':').append(intervals[s][i]);
        if (intervals[s][i + 1] > intervals[s][i]) {
          text.append('-').append(intervals[s][i + 1]);
        }
      }
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof GtidSet other
        && Arrays.equals(sources, other.sources)
        && Arrays.deepEquals(intervals, other.intervals);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(sources) + Arrays.deepHashCode(intervals);
  }
}
