package dev.freshet.connector.binlog.statement;

import java.util.Locale;

/**
 * A piece of a statement.
 *
 * @param kind what it is
 * @param text a word as written, an identifier or string without its quotes, or one character
 */
record Token(Kind kind, String text) {

  static final Token END = new Token(Kind.END, "");

  enum Kind {
    /** A keyword, a number, or an identifier without quotes. */
    WORD,
    /** An identifier in backquotes or, where the SQL mode takes it so, in double quotes. */
    QUOTED,
    /** Text in single quotes. */
    STRING,
    /** Any other character. */
    SYMBOL,
    /** There is nothing more. */
    END
  }

  /** Whether it is a word without quotes that reads so, in any case. */
  boolean is(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  boolean isSymbol(char symbol) {
    return kind == Kind.SYMBOL && text.charAt(0) == symbol;
  }

  /** Whether it can be the name of something. */
  boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED;
  }

  /** A word without quotes in upper case; empty for everything else. */
  String keyword() {
    return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : "";
  }
}
