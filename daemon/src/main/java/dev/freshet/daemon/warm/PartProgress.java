package dev.freshet.daemon.warm;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far one part is in the pools: each of its ranges for itself. Thread-safe. */
final class PartProgress {

  /**
   * How far a range is.
   *
   * @param rows how many rows of it have been placed
   * @param end behind which place reading goes on; null at the beginning of the part, and where it
   *     is done
   * @param until up to which place the range goes; null for the end of the part
   */
  record Place(long rows, @Nullable String end, @Nullable String until, boolean done) {

    @JsonCreator
    Place(
        @JsonProperty("rows") long rows,
        @JsonProperty("end") @Nullable String end,
        @JsonProperty("until") @Nullable String until,
        @JsonProperty("done") boolean done) {
      this.rows = rows;
      this.end = end;
      this.until = until;
      this.done = done;
    }

    /** All of a part of which nothing has been placed. */
    static final Place BEGINNING = new Place(0, null, null, false);

    /** The same range, if that is all of it. */
    Place ended() {
      return new Place(rows, null, until, true);
    }
  }

  /**
   * What is kept of it.
   *
   * @param descending whether it is read from the highest key down to the lowest
   * @param ranges the ranges, in the direction in which it is read
   */
  record Content(boolean descending, List<Place> ranges) {

    Content {
      ranges = List.copyOf(ranges);
    }

    /**
     * Reads it, or what earlier versions have written, who knew one range.
     *
     * @param ranges null in what earlier versions have written
     */
    @JsonCreator
    static Content read(
        @JsonProperty("descending") boolean descending,
        @JsonProperty("ranges") @Nullable List<Place> ranges,
        @JsonProperty("rows") long rows,
        @JsonProperty("end") @Nullable String end,
        @JsonProperty("done") boolean done) {
      return new Content(
          descending, ranges == null ? List.of(new Place(rows, end, null, done)) : ranges);
    }

    /** A part in a single range, of which nothing has been placed. */
    static Content whole(boolean descending) {
      return new Content(descending, List.of(Place.BEGINNING));
    }

    /**
     * A part in ranges, of which nothing has been placed.
     *
     * @param cuts the places between them, from the lowest key up to the highest
     */
    static Content cut(boolean descending, List<String> cuts) {
      List<Place> ranges = new ArrayList<>();
      String after = null;
      for (int i = 0; i < cuts.size(); i++) {
        String until = cuts.get(descending ? cuts.size() - 1 - i : i);
        ranges.add(new Place(0, after, until, false));
        after = until;
      }
      ranges.add(new Place(0, after, null, false));
      return new Content(descending, ranges);
    }
  }

  private final boolean descending;
  private final List<Place> ranges;

  PartProgress(Content content) {
    this.descending = content.descending();
    this.ranges = new ArrayList<>(content.ranges());
  }

  /** Whether it is read from the highest key down to the lowest. */
  boolean descending() {
    return descending;
  }

  /** How many ranges it has. */
  synchronized int size() {
    return ranges.size();
  }

  synchronized Place place(int range) {
    return ranges.get(range);
  }

  synchronized void set(int range, Place place) {
    ranges.set(range, place);
  }

  /** How many rows have been placed. */
  synchronized long rows() {
    return ranges.stream().mapToLong(Place::rows).sum();
  }

  /** Whether that is all of it. */
  synchronized boolean done() {
    return ranges.stream().allMatch(Place::done);
  }

  /** What is to be kept of it: no ranges any more, once all of them are done. */
  synchronized Content content() {
    return done()
        ? new Content(descending, List.of(new Place(rows(), null, null, true)))
        : new Content(descending, ranges);
  }
}
