package dev.freshet.transformers.field;

import java.util.ArrayList;
import java.util.List;

/**
 * Lists of expressions: commas inside quotes, brackets, parentheses and braces separate nothing.
 */
final class ListText {

  private ListText() {}

  /** The parts between the commas. */
  static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '\'' || next == '"') {
        i = closing(text, i, next);
      } else if ("([{".indexOf(next) >= 0) {
        depth++;
      } else if (")]}".indexOf(next) >= 0) {
        depth--;
      } else if (next == ',' && depth <= 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static int closing(String text, int open, char quote) {
    int at = open + 1;
    while (at < text.length() && text.charAt(at) != quote) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }
}
