package dev.freshet.daemon.scan;

import dev.freshet.api.config.OptionType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is read first of what several transformers make their values of. Immutable and thread-safe.
 *
 * @param entries the transformers in that order; others come behind them
 */
public record ReadOrder(List<Entry> entries) {

  private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9_-]+)(\\s+(?i:desc))?");

  public ReadOrder {
    entries = List.copyOf(entries);
  }

  /**
   * A transformer.
   *
   * @param transformer its name
   * @param descending whether its tables are read from the highest key down to the lowest
   */
  public record Entry(String transformer, boolean descending) {}

  /** What is wrong with a list of entries, in words that follow "KEY=VALUE "; null if nothing. */
  public static @Nullable String problem(String text) {
    Set<String> seen = new HashSet<>();
    for (Object element : (List<?>) OptionType.LIST.parse(text)) {
      Matcher entry = ENTRY.matcher((String) element);
      if (!entry.matches()) {
        return "has \"%s\": give each as NAME, or as NAME desc".formatted(element);
      }
      if (!seen.add(entry.group(1))) {
        return "names " + entry.group(1) + " twice";
      }
    }
    return null;
  }

  /** Reads a list of entries with which there is no {@link #problem}. */
  public static ReadOrder parse(Collection<String> elements) {
    List<Entry> entries = new ArrayList<>();
    for (String element : elements) {
      String[] words = element.split("\\s+", 2);
      entries.add(new Entry(words[0], words.length > 1));
    }
    return new ReadOrder(entries);
  }

  /** Where something comes that is read for some transformers: what has less comes first. */
  public int rank(Set<String> transformers) {
    int rank = 0;
    while (rank < entries.size() && !transformers.contains(entries.get(rank).transformer())) {
      rank++;
    }
    return rank;
  }

  /** Whether the first of some transformers has tables read from the highest key down. */
  public boolean isDescending(Set<String> transformers) {
    int rank = rank(transformers);
    return rank < entries.size() && entries.get(rank).descending();
  }
}
