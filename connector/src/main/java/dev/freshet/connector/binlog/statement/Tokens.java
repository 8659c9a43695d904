package dev.freshet.connector.binlog.statement;

import dev.freshet.connector.binlog.statement.Token.Kind;

/**
 * Takes a statement apart, as far as is needed to tell what it does to which table: comments go,
 * what stands in version comments stays. See "Comments" and "String Literals" in the MySQL
 * reference manual. Not thread-safe.
 */
final class Tokens {

  private final String sql;
  private int at;
  private Token current;

  Tokens(String sql) {
    this.sql = sql;
    this.current = scan();
  }

  /** The token that comes next, which stays. */
  Token peek() {
    return current;
  }

  /** Takes the next token. */
  Token next() {
    Token taken = current;
    current = scan();
    return taken;
  }

  /** Takes the next token if it is this word. */
  boolean take(String keyword) {
    if (!current.is(keyword)) {
      return false;
    }
    next();
    return true;
  }

  private char ahead(int distance) {
    return at + distance < sql.length() ? sql.charAt(at + distance) : '\0';
  }

  private Token scan() {
    skipBlanks();
    if (at >= sql.length()) {
      return Token.END;
    }
    char first = sql.charAt(at);
    if (first == '`' || first == '"') {
      return new Token(Kind.QUOTED, quoted(first));
    }
    if (first == '\'') {
      return new Token(Kind.STRING, quoted(first));
    }
    if (isWordCharacter(first)) {
      int start = at;
      while (at < sql.length() && isWordCharacter(sql.charAt(at))) {
        at++;
      }
      return new Token(Kind.WORD, sql.substring(start, at));
    }
    at++;
    return new Token(Kind.SYMBOL, String.valueOf(first));
  }

  private static boolean isWordCharacter(char one) {
    return Character.isLetterOrDigit(one) || one == '_' || one == '$' || one >= 0x80;
  }

  private void skipBlanks() {
    while (at < sql.length()) {
      char first = sql.charAt(at);
      if (Character.isWhitespace(first) || first == '\0') {
        at++;
      } else if (first == '#' || (first == '-' && ahead(1) == '-' && ahead(2) <= ' ')) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end + 1;
      } else if (first == '/' && ahead(1) == '*') {
        skipComment();
      } else if (first == '*' && ahead(1) == '/') {
        // the end of a version comment, whose inside was read
        at += 2;
      } else {
        return;
      }
    }
  }

  private void skipComment() {
    at += 2;
    boolean versioned = ahead(0) == '!' || (ahead(0) == 'M' && ahead(1) == '!');
    if (versioned) {
      at = sql.indexOf('!', at) + 1;
      while (Character.isDigit(ahead(0))) {
        at++;
      }
    } else {
      int end = sql.indexOf("*/", at);
      at = end < 0 ? sql.length() : end + 2;
    }
  }

  private String quoted(char quote) {
    StringBuilder text = new StringBuilder();
    at++;
    while (at < sql.length()) {
      char one = sql.charAt(at++);
      if (one == quote) {
        if (ahead(0) != quote) {
          return text.toString();
        }
        at++;
      } else if (one == '\\' && quote != '`' && at < sql.length()) {
        one = sql.charAt(at++);
      }
      text.append(one);
    }
    return text.toString();
  }
}
