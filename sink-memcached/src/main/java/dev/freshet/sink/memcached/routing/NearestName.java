package dev.freshet.sink.memcached.routing;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that somebody who mistyped one probably meant, by edit distance. */
final class NearestName {

  private NearestName() {}

  /** The name that is at most a third of {@code typed}'s length away from it, if there is one. */
  static Optional<String> to(String typed, Collection<String> names) {
    String lower = typed.toLowerCase(Locale.ROOT);
    return names.stream()
        .filter(name -> distance(lower, name) <= Math.max(1, typed.length() / 3))
        .min(Comparator.comparingInt(name -> distance(lower, name)));
  }

  /** Levenshtein's distance: insertions, deletions and replacements of one character. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[right.length()];
  }
}
