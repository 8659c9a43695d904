package dev.freshet.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table whose columns also stand below each other as plain text. Not thread-safe. */
final class MarkdownTable {
  private static final int NARROWEST = 3;

  private final List<List<String>> lines = new ArrayList<>();

  MarkdownTable(String... headings) {
    lines.add(List.of(headings));
  }

  /**
   * Adds a line.
   *
   * @throws IllegalArgumentException unless it has a cell for each heading
   */
  void add(String... cells) {
    if (cells.length != lines.get(0).size()) {
      throw new IllegalArgumentException(
          "a line of " + cells.length + " cells in a table of " + lines.get(0).size());
    }
    lines.add(List.of(cells));
  }

  /** The table, each line ended by a line feed. */
  String text() {
    StringBuilder text = new StringBuilder();
    append(text, lines.get(0));
    append(text, lines.get(0).stream().map(heading -> "---").toList());
    lines.subList(1, lines.size()).forEach(line -> append(text, line));
    return text.toString();
  }

  private void append(StringBuilder text, List<String> line) {
    for (int column = 0; column < line.size(); column++) {
      String cell = line.get(column);
      text.append("| ").append(cell).append(" ".repeat(width(column) - cell.length())).append(' ');
    }
    text.append("|\n");
  }

  private int width(int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).reduce(NARROWEST, Math::max);
  }
}
