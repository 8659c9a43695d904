package dev.freshet.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints the show as a table. */
final class Screen {

  private static final String ROW = "  %-5s %-14s %-58s %9s  %s%n";

  private final PrintStream out;

  Screen(PrintStream out) {
    this.out = out;
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  /** Prints what the columns are. */
  void headings() {
    out.println();
    out.printf(ROW, "POOL", "KEY", "VALUE", "AFTER", "SERVER");
    out.flush();
  }

  /** Prints a change and what became of it. */
  void change(SiteChange change, List<Arrival> arrivals) {
    out.println();
    out.println(change.title());
    change.statements().forEach(sql -> out.println("  " + sql + ";"));
    arrivals(arrivals);
  }

  /** Prints what became of expectations. */
  void arrivals(List<Arrival> arrivals) {
    for (Arrival arrival : arrivals) {
      out.printf(
          ROW,
          arrival.pool(),
          arrival.expectation().key(),
          arrival.expectation().shown(),
          arrival.after().map(after -> millis(after.toNanos())).orElse("MISSING"),
          arrival.note());
    }
    out.flush();
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }
}
