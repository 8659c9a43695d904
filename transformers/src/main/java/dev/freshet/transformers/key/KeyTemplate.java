package dev.freshet.transformers.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.column.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What keys look like: text in which {@code ${column}} stands for a row's value, for instance
 * {@code user:${id}:photos}. A template without any column is the same key for every row. Blanks
 * around the template are dropped. Immutable and thread-safe.
 */
public final class KeyTemplate {

  /** A piece of a template. */
  private sealed interface Part {}

  private record Literal(String text) implements Part {}

  private record ColumnValue(String column) implements Part {}

  private static final Pattern HASH =
      Pattern.compile("[0-9a-f]{%d}".formatted(BoundKey.HASH_DIGITS));

  private final List<Part> parts;

  private KeyTemplate(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if there is a {@link #problem} with it
   */
  public static KeyTemplate parse(String text) {
    List<Part> parts = new ArrayList<>();
    String problem = read(text.trim(), parts);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return new KeyTemplate(List.copyOf(parts));
  }

  /** What is wrong with {@code text} as a template, in words that follow "KEY=VALUE ". */
  public static @Nullable String problem(String text) {
    return read(text.trim(), new ArrayList<>());
  }

  /**
   * Binds to a table.
   *
   * @param transformer the configured name of the transformer that this template belongs to
   * @throws BindException if the table lacks a column of the template
   */
  public BoundKey bind(TableSchema schema, IllegalKeyPolicy policy, String transformer)
      throws BindException {
    List<String> names = columns();
    int[] columns = new int[names.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Columns.position(schema, names.get(i), transformer, "key");
    }
    byte[][] literals =
        literals().stream().map(literal -> literal.getBytes(UTF_8)).toArray(byte[][]::new);
    return new BoundKey(schema, columns, literals, policy);
  }

  /**
   * The rows that a key may be made of: what their columns print as, by name.
   *
   * @return one entry for each way to read the key; none if this template does not make it
   */
  List<Map<String, String>> read(CacheKey key, IllegalKeyPolicy policy) {
    return new KeyReading(columns(), literals(), policy == IllegalKeyPolicy.ENCODE).of(key);
  }

  /** Whether a key may be the hash of one that is illegal. */
  boolean mayHash(CacheKey key) {
    String first = literals().get(0);
    String prefix =
        first.getBytes(UTF_8).length + BoundKey.HASH_DIGITS > CacheKey.MAX_BYTES ? "" : first;
    return key.toString().startsWith(prefix)
        && HASH.matcher(key.toString().substring(prefix.length())).matches();
  }

  /** The texts before, between and after the columns, one more than columns. */
  private List<String> literals() {
    List<String> literals = new ArrayList<>(List.of(""));
    for (Part part : parts) {
      if (part instanceof Literal literal) {
        literals.set(literals.size() - 1, literal.text());
      } else {
        literals.add("");
      }
    }
    return literals;
  }

  /** What keys look like, with {@code *} for each column's value. */
  public String shape() {
    return parts.stream()
        .map(part -> part instanceof Literal literal ? literal.text() : "*")
        .collect(Collectors.joining());
  }

  /** The names of the columns that it takes, in their order. */
  public List<String> columns() {
    return parts.stream()
        .filter(ColumnValue.class::isInstance)
        .map(part -> ((ColumnValue) part).column())
        .toList();
  }

  /** The same with other columns in the place of some, by name in lower case. */
  public KeyTemplate renamed(Map<String, String> columns) {
    return new KeyTemplate(
        parts.stream()
            .map(
                part ->
                    part instanceof ColumnValue value
                        ? new ColumnValue(
                            columns.getOrDefault(
                                value.column().toLowerCase(Locale.ROOT), value.column()))
                        : part)
            .toList());
  }

  private static @Nullable String read(String text, List<Part> parts) {
    if (text.isEmpty()) {
      return "is empty: give a key such as user:${id}";
    }
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf("${", at);
      int literalEnd = open < 0 ? text.length() : open;
      if (literalEnd > at) {
        String problem = literalProblem(text, at, literalEnd);
        if (problem != null) {
          return problem;
        }
        parts.add(new Literal(text.substring(at, literalEnd)));
      }
      if (open < 0) {
        return null;
      }
      int close = text.indexOf('}', open);
      if (close < 0) {
        return "has a ${ at character %d that no } closes".formatted(open + 1);
      }
      String column = text.substring(open + 2, close).trim();
      if (column.isEmpty()) {
        return "has a ${} at character %d that names no column".formatted(open + 1);
      }
      parts.add(new ColumnValue(column));
      at = close + 1;
    }
    return null;
  }

  private static @Nullable String literalProblem(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char character = text.charAt(i);
      if (character <= ' ' || character == 0x7f) {
        return "has a space or control character (0x%02x) at character %d; memcached takes none"
            .formatted((int) character, i + 1);
      }
    }
    int bytes = text.substring(from, to).getBytes(UTF_8).length;
    return bytes <= CacheKey.MAX_BYTES
        ? null
        : "has %d bytes of text in a row; memcached takes keys of %d bytes"
            .formatted(bytes, CacheKey.MAX_BYTES);
  }
}
