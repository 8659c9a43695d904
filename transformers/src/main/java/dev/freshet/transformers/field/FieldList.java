package dev.freshet.transformers.field;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.expression.Expression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a value in their order: {@code id, full_name=name, price_cents=price * 100}. A
 * column alone keeps its name; {@code NAME=COLUMN} renames one; {@code NAME=EXPRESSION} computes.
 * Immutable and thread-safe.
 */
public final class FieldList {

  /** The option that holds such a list. */
  public static final String OPTION = "fields";

  /** A column alone, also one whose name is no identifier. */
  private static final Pattern COLUMN =
      Pattern.compile("(?<plain>[\\p{L}_][\\p{L}\\p{N}_$]*)|\\$\\{(?<quoted>[^}]+)}");

  private static final Pattern NAME = Pattern.compile("[^\\s.,='\"`(){}\\[\\]]+");

  private static final Set<String> LITERALS = Set.of("true", "false", "null");

  private final List<Field> fields;

  private FieldList(List<Field> fields) {
    this.fields = fields;
  }

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException if there is a {@link #problem} with it
   */
  public static FieldList parse(String text) {
    List<Field> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : ListText.split(text)) {
      Field field = field(part.trim());
      if (!names.add(field.name())) {
        throw new IllegalArgumentException("names the field %s twice".formatted(field.name()));
      }
      fields.add(field);
    }
    return new FieldList(List.copyOf(fields));
  }

  /** What is wrong with {@code text} as a list, in words that follow "KEY=VALUE ". */
  public static @Nullable String problem(String text) {
    try {
      parse(text);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /**
   * Binds to a table.
   *
   * @throws BindException if the table lacks a column
   */
  public List<BoundField> bind(TableSchema schema, String transformer) throws BindException {
    List<BoundField> bound = new ArrayList<>();
    for (Field field : fields) {
      bound.add(field.bind(schema, transformer));
    }
    return bound;
  }

  private static Field field(String part) {
    if (part.isEmpty()) {
      throw new IllegalArgumentException(
          "has an empty field: give columns or NAME=EXPRESSION with a comma between each two");
    }
    String column = column(part);
    if (column != null) {
      return new Field.ColumnField(column, column);
    }
    int equals = part.indexOf('=');
    String name = equals < 0 ? "" : part.substring(0, equals).trim();
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "has the field \"%s\", which has no name that fits: write NAME=%s"
              .formatted(
                  part, equals < 0 ? part : "EXPRESSION, with a NAME without . ( [ and blanks"));
    }
    String value = part.substring(equals + 1).trim();
    String renamed = column(value);
    if (renamed != null) {
      return new Field.ColumnField(name, renamed);
    }
    try {
      return new Field.ComputedField(name, Expression.parse(value));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "has the field %s, whose expression \"%s\" %s".formatted(name, value, e.getMessage()), e);
    }
  }

  private static @Nullable String column(String text) {
    Matcher matcher = COLUMN.matcher(text);
    if (!matcher.matches() || LITERALS.contains(text)) {
      return null;
    }
    String quoted = matcher.group("quoted");
    return quoted == null ? text : quoted.trim();
  }
}
