package dev.freshet.transformers.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import org.apache.commons.jexl3.JexlArithmetic;
import org.apache.commons.jexl3.JexlOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the operators of expressions mean. Thread-safe.
 *
 * <p>Nothing is converted silently: numbers and booleans (as 1 and 0) go together, text goes with
 * text. A calculation with null gives null, an order comparison with null is false, and only null
 * equals null. Messages name types and hold no row data.
 */
final class RowArithmetic extends JexlArithmetic {

  RowArithmetic() {
    super(false);
  }

  @Override
  public boolean isStrict(@Nullable JexlOperator operator) {
    return false;
  }

  @Override
  public @Nullable Object add(@Nullable Object left, @Nullable Object right) {
    return calculate(
        left,
        right,
        (some, other) ->
            some instanceof String || other instanceof String
                ? textOf(some) + textOf(other)
                : Numbers.add(number(some, "+"), number(other, "+")));
  }

  @Override
  public @Nullable Object subtract(@Nullable Object left, @Nullable Object right) {
    return calculate(
        left, right, (some, other) -> Numbers.subtract(number(some, "-"), number(other, "-")));
  }

  @Override
  public @Nullable Object multiply(@Nullable Object left, @Nullable Object right) {
    return calculate(
        left, right, (some, other) -> Numbers.multiply(number(some, "*"), number(other, "*")));
  }

  @Override
  public @Nullable Object divide(@Nullable Object left, @Nullable Object right) {
    return calculate(
        left, right, (some, other) -> Numbers.divide(number(some, "/"), number(other, "/")));
  }

  @Override
  public @Nullable Object mod(@Nullable Object left, @Nullable Object right) {
    return calculate(
        left, right, (some, other) -> Numbers.remainder(number(some, "%"), number(other, "%")));
  }

  @Override
  public @Nullable Object negate(@Nullable Object value) {
    return subtract(0L, value);
  }

  @Override
  public @Nullable Object positivize(@Nullable Object value) {
    return add(0L, value);
  }

  @Override
  public @Nullable Object and(@Nullable Object left, @Nullable Object right) {
    return calculate(
        left, right, (some, other) -> Numbers.whole(integer(some, "&").and(integer(other, "&"))));
  }

  @Override
  public @Nullable Object or(@Nullable Object left, @Nullable Object right) {
    return calculate(
        left, right, (some, other) -> Numbers.whole(integer(some, "|").or(integer(other, "|"))));
  }

  @Override
  public @Nullable Object xor(@Nullable Object left, @Nullable Object right) {
    return calculate(
        left, right, (some, other) -> Numbers.whole(integer(some, "^").xor(integer(other, "^"))));
  }

  @Override
  public boolean equals(@Nullable Object left, @Nullable Object right) {
    Object some = given(left);
    Object other = given(right);
    if (some == null || other == null) {
      return some == null && other == null;
    }
    return order(some, other, "==") == 0;
  }

  @Override
  public boolean strictEquals(@Nullable Object left, @Nullable Object right) {
    return equals(left, right);
  }

  @Override
  public boolean lessThan(@Nullable Object left, @Nullable Object right) {
    return holds(left, right, (some, other) -> order(some, other, "<") < 0);
  }

  @Override
  public boolean lessThanOrEqual(@Nullable Object left, @Nullable Object right) {
    return holds(left, right, (some, other) -> order(some, other, "<=") <= 0);
  }

  @Override
  public boolean greaterThan(@Nullable Object left, @Nullable Object right) {
    return holds(left, right, (some, other) -> order(some, other, ">") > 0);
  }

  @Override
  public boolean greaterThanOrEqual(@Nullable Object left, @Nullable Object right) {
    return holds(left, right, (some, other) -> order(some, other, ">=") >= 0);
  }

  /** Whether {@code value} is one of the elements of {@code container}. */
  @Override
  public Boolean contains(@Nullable Object container, @Nullable Object value) {
    Object list = given(container);
    if (list == null) {
      return false;
    }
    if (!(list instanceof List<?> elements)) {
      throw new TypeMismatchException(
          "=~ looks for a value in a list, [1, 2], and was given " + typeOf(list));
    }
    return elements.stream().anyMatch(element -> equals(element, value));
  }

  @Override
  public Boolean startsWith(@Nullable Object text, @Nullable Object start) {
    return holds(text, start, (all, part) -> text(all, "=^").startsWith(text(part, "=^")));
  }

  @Override
  public Boolean endsWith(@Nullable Object text, @Nullable Object end) {
    return holds(text, end, (all, part) -> text(all, "=$").endsWith(text(part, "=$")));
  }

  @Override
  public Boolean empty(@Nullable Object value) {
    return isEmpty(value);
  }

  @Override
  public Boolean isEmpty(@Nullable Object value) {
    return size(value) == 0;
  }

  @Override
  public Boolean isEmpty(@Nullable Object value, @Nullable Boolean otherwise) {
    return isEmpty(value);
  }

  @Override
  public Integer size(@Nullable Object value) {
    Object some = given(value);
    return some == null ? 0 : sizeOf(some);
  }

  @Override
  public Integer size(@Nullable Object value, @Nullable Integer otherwise) {
    return size(value);
  }

  /** True, or a number other than zero, as in SQL. */
  @Override
  public boolean toBoolean(@Nullable Object value) {
    Object some = given(value);
    return some != null && Numbers.compare(number(some, "a condition"), 0L) != 0;
  }

  @Override
  protected boolean toBoolean(boolean strict, @Nullable Object value) {
    return toBoolean(value);
  }

  @Override
  public boolean testPredicate(@Nullable Object value) {
    return toBoolean(value);
  }

  @Override
  public Iterable<?> createRange(@Nullable Object from, @Nullable Object to) {
    throw new TypeMismatchException("there are no ranges");
  }

  @Override
  public ArrayBuilder arrayBuilder(int size, boolean extended) {
    return new ListBuilder(size);
  }

  private static final class ListBuilder implements ArrayBuilder {

    private final List<@Nullable Object> elements;

    ListBuilder(int size) {
      elements = new ArrayList<>(size);
    }

    @Override
    public void add(@Nullable Object value) {
      Object given = given(value);
      elements.add(given instanceof Integer number ? Long.valueOf(number) : given);
    }

    @Override
    public Object create(boolean extended) {
      return elements;
    }
  }

  private static @Nullable Object given(@Nullable Object value) {
    return value instanceof AbsentJson ? null : value;
  }

  private static @Nullable Object calculate(
      @Nullable Object left, @Nullable Object right, BinaryOperator<Object> calculation) {
    Object some = given(left);
    Object other = given(right);
    return some == null || other == null ? null : calculation.apply(some, other);
  }

  private static boolean holds(
      @Nullable Object left, @Nullable Object right, BiPredicate<Object, Object> condition) {
    Object some = given(left);
    Object other = given(right);
    return some != null && other != null && condition.test(some, other);
  }

  private static int order(Object left, Object right, String operator) {
    if (left instanceof String some && right instanceof String other) {
      return some.compareTo(other);
    }
    if (left instanceof String || right instanceof String) {
      throw new TypeMismatchException(
          "%s compares %s with %s".formatted(operator, typeOf(left), typeOf(right)));
    }
    return Numbers.compare(number(left, operator), number(right, operator));
  }

  private static Object number(Object value, String operator) {
    if (value instanceof Boolean bool) {
      return bool ? 1L : 0L;
    }
    if (value instanceof Integer small) {
      return small.longValue();
    }
    if (value instanceof Long
        || value instanceof BigDecimal
        || value instanceof BigInteger
        || value instanceof Double) {
      return value;
    }
    throw new TypeMismatchException(
        "%s needs a number and was given %s".formatted(operator, typeOf(value)));
  }

  private static BigInteger integer(Object value, String operator) {
    Object number = number(value, operator);
    if (number instanceof Double || number instanceof BigDecimal) {
      throw new TypeMismatchException(
          "%s needs a whole number and was given a fraction".formatted(operator));
    }
    return Numbers.integerOf(number);
  }

  private static String text(Object value, String operator) {
    if (value instanceof String text) {
      return text;
    }
    throw new TypeMismatchException(
        "%s needs text and was given %s".formatted(operator, typeOf(value)));
  }

  private static String textOf(Object value) {
    return value instanceof String text ? text : NumberText.of(number(value, "+"));
  }

  private static int sizeOf(Object value) {
    if (value instanceof String text) {
      return text.codePointCount(0, text.length());
    }
    if (value instanceof Collection<?> elements) {
      return elements.size();
    }
    if (value instanceof Map<?, ?> members) {
      return members.size();
    }
    if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    throw new TypeMismatchException("size and empty were given " + typeOf(value));
  }

  private static String typeOf(Object value) {
    if (value instanceof String) {
      return "text";
    }
    if (value instanceof byte[]) {
      return "binary data";
    }
    if (value instanceof Map<?, ?>) {
      return "a JSON object";
    }
    if (value instanceof List<?>) {
      return "a list";
    }
    return value instanceof Number || value instanceof Boolean ? "a number" : "a pattern";
  }
}
