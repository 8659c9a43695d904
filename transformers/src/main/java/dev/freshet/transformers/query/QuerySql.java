package dev.freshet.transformers.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT in which {@code :name} stands for an argument. Immutable and thread-safe.
 *
 * @param sql the statement with a question mark in the place of each name
 * @param parameters the names, in the order of the question marks; a name may come again
 */
record QuerySql(String sql, List<String> parameters) {

  QuerySql {
    parameters = List.copyOf(parameters);
  }

  /**
   * Reads a statement.
   *
   * @throws IllegalArgumentException if there is a {@link #problem} with it
   */
  static QuerySql parse(String text) {
    Scanner scanner = new Scanner(text.trim());
    String problem = scanner.scan();
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return new QuerySql(scanner.out.toString().trim(), scanner.names);
  }

  /** What is wrong with {@code text}, in words that follow "KEY=VALUE "; null if nothing. */
  static @Nullable String problem(String text) {
    return new Scanner(text.trim()).scan();
  }

  /** Tells names from texts, comments and quoted names, as the servers' own scanners do. */
  private static final class Scanner {

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private final List<String> names = new ArrayList<>();
    private int at;

    Scanner(String text) {
      this.text = text;
    }

    @Nullable String scan() {
      String first = text.toUpperCase(Locale.ROOT);
      if (!first.startsWith("SELECT") && !first.startsWith("WITH") && !first.startsWith("(")) {
        return "is not a SELECT, which is all that may be asked";
      }
      while (at < text.length()) {
        char next = text.charAt(at);
        if (next == '\'' || next == '"' || next == '`') {
          if (!quoted(next)) {
            return "has a %s at character %d that is not closed".formatted(next, at + 1);
          }
        } else if (isComment()) {
          skipComment();
        } else if (next == '?') {
          return "has a ? at character %d: name what stands there, as in :user_id"
              .formatted(at + 1);
        } else if (next == ';') {
          if (!text.substring(at + 1).isBlank()) {
            return "has a ; at character %d: give one statement".formatted(at + 1);
          }
          at = text.length();
        } else if (next == ':' && isName(at + 1) && !isAssignmentOrCast()) {
          name();
        } else {
          out.append(next);
          at++;
        }
      }
      return null;
    }

    private boolean isAssignmentOrCast() {
      return at > 0 && text.charAt(at - 1) == ':';
    }

    private boolean isName(int position) {
      return position < text.length()
          && (Character.isLetter(text.charAt(position)) || text.charAt(position) == '_');
    }

    private void name() {
      int end = at + 1;
      while (end < text.length()
          && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
        end++;
      }
      names.add(text.substring(at + 1, end));
      out.append('?');
      at = end;
    }

    /** Copies what stands in quotes; false if it does not end. */
    private boolean quoted(char quote) {
      int end = at + 1;
      while (end < text.length() && text.charAt(end) != quote) {
        end += text.charAt(end) == '\\' && quote != '`' ? 2 : 1;
      }
      if (end >= text.length()) {
        return false;
      }
      out.append(text, at, end + 1);
      at = end + 1;
      return true;
    }

    private boolean isComment() {
      return text.startsWith("-- ", at) || text.charAt(at) == '#' || text.startsWith("/*", at);
    }

    /** Comments do not matter, except those that are hints or code for one kind of server. */
    private void skipComment() {
      boolean isBlock = text.startsWith("/*", at);
      int end = text.indexOf(isBlock ? "*/" : "\n", at);
      int next = end < 0 ? text.length() : end + (isBlock ? 2 : 1);
      boolean matters =
          text.startsWith("/*+", at) || text.startsWith("/*!", at) || text.startsWith("/*M!", at);
      out.append(matters ? text.substring(at, next) : " ");
      at = next;
    }
  }
}
