package dev.freshet.api.spi;

import dev.freshet.api.change.TableName;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Tells which tables are meant. Implementations are thread-safe and do no I/O. */
@FunctionalInterface
public interface TableFilter {

  boolean matches(TableName table);

  /**
   * The tables that {@code expression} means: {@code database.table}, or a regular expression that
   * matches the whole of it, without regard to case, as in Debezium's {@code table.include.list}.
   *
   * @throws PatternSyntaxException if it is not a regular expression
   */
  static TableFilter of(String expression) {
    Pattern pattern = Pattern.compile(expression.trim(), Pattern.CASE_INSENSITIVE);
    String literal = expression.trim().toLowerCase(Locale.ROOT);
    return table ->
        table.toString().toLowerCase(Locale.ROOT).equals(literal)
            || pattern.matcher(table.toString()).matches();
  }

  /** What is wrong with {@code expression}, in words that follow "KEY=VALUE "; null if nothing. */
  static @Nullable String problem(String expression) {
    try {
      Pattern.compile(expression.trim());
    } catch (PatternSyntaxException e) {
      return "is not a regular expression: " + e.getDescription();
    }
    return expression.contains(".")
        ? null
        : "names no database: give it as database.table, or as a regular expression for that";
  }
}
