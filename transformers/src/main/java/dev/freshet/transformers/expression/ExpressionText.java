package dev.freshet.transformers.expression;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of an expression up to the point where the library can take over: says what is not
 * part of our language before the library finds a meaning for it, and writes the rest as the
 * library wants it.
 *
 * <p>{@code ${any name}} becomes an identifier, so that columns can have names that are no
 * identifiers or are words of the language. {@code 1.5} becomes a decimal, as it is in SQL; to the
 * library it would be a binary fraction. Not thread-safe.
 */
final class ExpressionText {

  /** The words that may stand before a parenthesis; all others would be calls. */
  private static final Set<String> WORDS =
      Set.of("size", "empty", "not", "and", "or", "eq", "ne", "lt", "le", "gt", "ge", "div", "mod");

  /** Characters that the library knows and we do not: templates, sets, scripts, annotations. */
  private static final String FOREIGN = "`{}#@;\\";

  private static final String QUOTED_COLUMN = "$column";

  private final String text;
  private final StringBuilder source = new StringBuilder();
  private final List<String> quotedColumns = new ArrayList<>();

  /** For each character of {@link #source}, where in {@link #text} it comes from. */
  private final List<Integer> origins = new ArrayList<>();

  private int at;

  private ExpressionText(String text) {
    this.text = text;
  }

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if it holds what our language has not, in words that follow
   *     "KEY=VALUE "
   */
  static ExpressionText read(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty");
    }
    ExpressionText read = new ExpressionText(text);
    while (read.at < text.length()) {
      read.step();
    }
    return read;
  }

  /** What the library is to compile. */
  String source() {
    return source.toString();
  }

  /** The column that an identifier of the source stands for. */
  String column(String identifier) {
    return identifier.startsWith(QUOTED_COLUMN)
        ? quotedColumns.get(Integer.parseInt(identifier.substring(QUOTED_COLUMN.length())))
        : identifier;
  }

  /** The character of the text, counted from 1, that a column of the source comes from. */
  int place(int column) {
    return column < 1 || column > origins.size() ? text.length() : origins.get(column - 1) + 1;
  }

  private void step() {
    char next = text.charAt(at);
    if (next == '\'' || next == '"') {
      copyQuoted(next);
    } else if (text.startsWith("${", at)) {
      requireOperator();
      copyColumn();
    } else if (Character.isDigit(next)) {
      requireOperator();
      copyNumber();
    } else if (Character.isJavaIdentifierStart(next)) {
      requireOperator();
      copyWord();
    } else {
      copyOperator(next);
    }
  }

  /** What stands side by side in the text must not become one name in the source. */
  private void requireOperator() {
    if (at > 0 && text.charAt(at - 1) == '}') {
      throw problem("has two names side by side");
    }
  }

  private void copyQuoted(char quote) {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote) {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= text.length()) {
      throw problem("has a %s that is not closed".formatted(quote));
    }
    copy(end + 1);
  }

  private void copyColumn() {
    int close = text.indexOf('}', at);
    if (close < 0) {
      throw problem("has a ${ that no } closes");
    }
    String name = text.substring(at + 2, close).trim();
    if (name.isEmpty()) {
      throw problem("has a ${} that names no column");
    }
    append(quoted(name));
    at = close + 1;
  }

  /** An identifier for a column, whatever it is called. */
  private String quoted(String column) {
    quotedColumns.add(column);
    return QUOTED_COLUMN + (quotedColumns.size() - 1);
  }

  private void copyNumber() {
    boolean isIndex = at > 0 && text.charAt(at - 1) == '.';
    int end = afterDigits(at);
    boolean isFraction =
        !isIndex
            && end + 1 < text.length()
            && text.charAt(end) == '.'
            && Character.isDigit(text.charAt(end + 1));
    if (isFraction) {
      end = afterDigits(end + 1);
    }
    boolean isFinished = end == text.length() || !Character.isJavaIdentifierPart(text.charAt(end));
    copy(end);
    if (isFraction && isFinished) {
      append("B");
    } else if (!isFinished) {
      copyExponent();
    }
  }

  private void copyExponent() {
    int end = at;
    while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    boolean isSigned =
        end == at + 1
            && end + 1 < text.length()
            && (text.charAt(end) == '-' || text.charAt(end) == '+');
    copy(isSigned ? afterDigits(end + 1) : end);
  }

  private int afterDigits(int from) {
    int end = from;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private void copyWord() {
    int end = at;
    while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    String word = text.substring(at, end);
    if (word.startsWith("$")) {
      throw problem("has the name %s; write ${%s}".formatted(word, word));
    }
    int behind = end;
    while (behind < text.length() && Character.isWhitespace(text.charAt(behind))) {
      behind++;
    }
    boolean isCall = behind < text.length() && text.charAt(behind) == '(';
    if (isCall && !WORDS.contains(word)) {
      throw problem("calls %s; expressions have no functions but size and empty".formatted(word));
    }
    if (US_ASCII.newEncoder().canEncode(word)) {
      copy(end);
    } else {
      boolean isPart = at > 0 && text.charAt(at - 1) == '.';
      append(isPart ? "'" + word + "'" : quoted(word));
      at = end;
    }
  }

  private void copyOperator(char next) {
    if (FOREIGN.indexOf(next) >= 0) {
      throw problem("has a %s, which no expression has".formatted(next));
    }
    for (String foreign : List.of("//", "/*", "..", "->", "=>", "++", "--", "~/")) {
      if (text.startsWith(foreign, at)) {
        throw problem("has a %s, which no expression has".formatted(foreign));
      }
    }
    String operator = operator(next);
    if (operator.equals("=")) {
      throw problem("has a single =; write == to compare");
    }
    copy(at + operator.length());
  }

  /** The operator at this place as far as it has to do with {@code =}; else the character. */
  private String operator(char next) {
    for (String operator :
        List.of("===", "!==", "==", "!=", "<=", ">=", "=~", "=^", "=$", "!~", "!^", "!$")) {
      if (text.startsWith(operator, at)) {
        return operator;
      }
    }
    return String.valueOf(next);
  }

  private void copy(int end) {
    for (; at < end; at++) {
      source.append(text.charAt(at));
      origins.add(at);
    }
  }

  private void append(String inserted) {
    for (int i = 0; i < inserted.length(); i++) {
      source.append(inserted.charAt(i));
      origins.add(at);
    }
  }

  private IllegalArgumentException problem(String message) {
    return problem(message, at + 1);
  }

  /** A problem at a character, counted from 1. */
  static IllegalArgumentException problem(String message, int place) {
    return problem(message, place, null);
  }

  static IllegalArgumentException problem(String message, int place, @Nullable Throwable cause) {
    return new IllegalArgumentException("%s (at character %d)".formatted(message, place), cause);
  }
}
