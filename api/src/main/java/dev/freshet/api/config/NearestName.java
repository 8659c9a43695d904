package dev.freshet.api.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant to type. */
public final class NearestName {

  private static final int FEWEST_EDITS = 2;
  private static final int MOST_EDITS = 3;

  private NearestName() {}

  /**
   * The one of {@code known} that takes the fewest edits to make from {@code typed}, without regard
   * to case; empty if each takes more than a third of its length (two edits are always few enough,
   * more than three never): that is no mistyping.
   */
  public static Optional<String> to(String typed, Collection<String> known) {
    String lower = typed.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(name -> edits(lower, name) <= allowed(name))
        .min(
            Comparator.comparingInt((String name) -> edits(lower, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * A remedy for {@code typed}, which is none of {@code known}: {@code did you mean X?}, or {@code
   * it has X, Y} where nothing is near.
   */
  public static String remedy(String typed, Collection<String> known) {
    return to(typed, known)
        .map(near -> "did you mean " + near + "?")
        .orElseGet(() -> "it has " + String.join(", ", known));
  }

  private static int allowed(String name) {
    return Math.max(FEWEST_EDITS, Math.min(MOST_EDITS, name.length() / 3));
  }

  private static int edits(String lower, String name) {
    return distance(lower, name.toLowerCase(Locale.ROOT));
  }

  /**
   * How many characters have to be inserted, removed, replaced or swapped with their neighbour to
   * make {@code to} from {@code from}: the Levenshtein distance with transpositions, known as
   * optimal string alignment.
   */
  static int distance(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int row = 0; row <= from.length(); row++) {
      for (int column = 0; column <= to.length(); column++) {
        edits[row][column] =
            row == 0 || column == 0 ? row + column : fewest(edits, from, row, to, column);
      }
    }
    return edits[from.length()][to.length()];
  }

  private static int fewest(int[][] edits, String from, int row, String to, int column) {
    int replacement = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
    int fewest =
        Math.min(
            edits[row - 1][column - 1] + replacement,
            1 + Math.min(edits[row - 1][column], edits[row][column - 1]));
    boolean swapped =
        row > 1
            && column > 1
            && from.charAt(row - 1) == to.charAt(column - 2)
            && from.charAt(row - 2) == to.charAt(column - 1);
    return swapped ? Math.min(fewest, edits[row - 2][column - 2] + 1) : fewest;
  }
}
