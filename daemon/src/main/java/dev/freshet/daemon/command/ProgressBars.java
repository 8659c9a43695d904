package dev.freshet.daemon.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bars on a terminal that tell how far work is, drawn anew in their place (ECMA-48: CUU and ED).
 * Used by one thread.
 */
final class ProgressBars {

  /** Set by the launcher where messages go to a terminal: Java cannot tell. */
  private static final String ON_TERMINAL = "freshet.terminal";

  private static final int NAME_WIDTH = 24;
  private static final int BAR_WIDTH = 20;
  private static final String CLEAR_BELOW = "\u001b[J";

  /** Sooner than that, a rate says little. */
  private static final long RATE_NANOS = Duration.ofSeconds(1).toNanos();

  private final PrintWriter out;
  private final LongSupplier nanoTime;
  private final Map<String, Begun> begun = new HashMap<>();
  private int drawn;

  /**
   * A part of the work.
   *
   * @param rows how many rows are done
   * @param of about how many there are
   * @param why what it waits for; empty if for nothing
   */
  record Part(String name, long rows, long of, String why) {}

  /** How far a part was when it was first seen. */
  private record Begun(long nanos, long rows) {}

  /**
   * @param nanoTime a clock, in nanoseconds
   */
  ProgressBars(PrintWriter out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
  }

  /** Whether messages go to a terminal. */
  static boolean areShown() {
    return Boolean.getBoolean(ON_TERMINAL);
  }

  /** Draws a bar for each part, in the place of those that were drawn before. */
  void draw(List<Part> parts) {
    StringBuilder text = new StringBuilder(back());
    parts.forEach(part -> text.append(line(part)).append('\n'));
    drawn = parts.size();
    out.print(text);
    out.flush();
  }

  /** Takes them away. */
  void erase() {
    out.print(back());
    out.flush();
    drawn = 0;
  }

  private String back() {
    return drawn == 0 ? "" : "\u001b[" + drawn + "A\r" + CLEAR_BELOW;
  }

  private String line(Part part) {
    long all = Math.max(part.of(), part.rows());
    double share = all == 0 ? 0 : (double) part.rows() / all;
    int full = (int) (share * BAR_WIDTH);
    return String.format(
        Locale.ROOT,
        "%-" + NAME_WIDTH + "s [%s%s] %3.0f%% %,d rows%s",
        shortened(part.name()),
        "#".repeat(full),
        " ".repeat(BAR_WIDTH - full),
        100 * share,
        part.rows(),
        part.why().isEmpty() ? speed(part, all) : "  waits: " + part.why());
  }

  private String speed(Part part, long all) {
    long now = nanoTime.getAsLong();
    Begun first = begun.computeIfAbsent(part.name(), unused -> new Begun(now, part.rows()));
    if (now - first.nanos() < RATE_NANOS) {
      return "";
    }
    double rate = (part.rows() - first.rows()) * 1e9 / (now - first.nanos());
    return rate == 0
        ? "  0/s"
        : String.format(
            Locale.ROOT, "  %,.0f/s  %s left", rate, clock((long) ((all - part.rows()) / rate)));
  }

  private static String clock(long seconds) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private static String shortened(String name) {
    return name.length() <= NAME_WIDTH
        ? name
        : "…" + name.substring(name.length() - NAME_WIDTH + 1);
  }
}
