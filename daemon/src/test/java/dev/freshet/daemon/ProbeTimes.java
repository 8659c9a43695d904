package dev.freshet.daemon;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long probes of a phase took from commit to visible, in nanoseconds. Thread-safe. */
final class ProbeTimes {

  private final List<Long> nanos = new ArrayList<>();

  synchronized void add(long duration) {
    nanos.add(duration);
  }

  synchronized int count() {
    return nanos.size();
  }

  /**
   * The time that a share of the probes did not exceed, in milliseconds.
   *
   * @param share above 0, up to 1
   */
  synchronized double quantileMillis(double share) {
    if (nanos.isEmpty()) {
      throw new IllegalStateException("no probe has been seen");
    }
    Collections.sort(nanos);
    return nanos.get((int) Math.ceil(share * nanos.size()) - 1) / 1e6;
  }
}
