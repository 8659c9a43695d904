package dev.freshet.transformers.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.operation.CacheKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a key backwards: finds the values of columns of which a template makes it. There may be
 * several ways, since a value may contain what stands between two columns.
 */
final class KeyReading {

  /** More ways than this are of no use to anybody. */
  static final int MOST_WAYS = 20;

  private final List<String> columns;
  private final List<String> literals;
  private final boolean encoded;
  private final Set<Map<String, String>> ways = new LinkedHashSet<>();
  private final Map<String, String> values = new HashMap<>();

  /**
   * @param columns the columns of the template, in its order
   * @param literals the texts before, between and after the columns, one more than columns
   * @param encoded whether values are percent-encoded
   */
  KeyReading(List<String> columns, List<String> literals, boolean encoded) {
    this.columns = columns;
    this.literals = literals;
    this.encoded = encoded;
  }

  /**
   * The values by column, for each way to read the key; none if the template cannot make it. They
   * are not all if there are more than {@link #MOST_WAYS}.
   */
  List<Map<String, String>> of(CacheKey key) {
    String text = text(key.bytes());
    if (text != null
        && text.startsWith(literals.get(0))
        && text.endsWith(literals.get(literals.size() - 1))) {
      read(text, literals.get(0).length(), 0);
    }
    return List.copyOf(ways);
  }

  /** Reads on from character {@code at}, where the value of a column begins, or the end is. */
  private void read(String text, int at, int column) {
    if (column == columns.size()) {
      if (at == text.length()) {
        ways.add(Map.copyOf(values));
      }
      return;
    }
    String next = literals.get(column + 1);
    boolean isLast = column + 1 == columns.size();
    int end = isLast ? Math.max(at, text.length() - next.length()) : at;
    for (end = text.indexOf(next, end);
        end >= 0 && ways.size() <= MOST_WAYS;
        end = end < text.length() ? text.indexOf(next, end + 1) : -1) {
      take(text, at, end, column, next.length());
    }
  }

  private void take(String text, int from, int to, int column, int skipped) {
    String value = encoded ? decoded(text.substring(from, to)) : text.substring(from, to);
    String name = columns.get(column);
    String other = values.get(name);
    if (value == null || (other != null && !other.equals(value))) {
      return;
    }
    values.put(name, value);
    read(text, to + skipped, column + 1);
    if (other == null) {
      values.remove(name);
    }
  }

  private static @Nullable String text(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      // keys are made of text
      return null;
    }
  }

  /** The value that is encoded so; null if none is. */
  private static @Nullable String decoded(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] encoded = text.getBytes(UTF_8);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] != '%') {
        bytes.write(encoded[i]);
        continue;
      }
      int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
      int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return null;
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return text(bytes.toByteArray());
  }
}
