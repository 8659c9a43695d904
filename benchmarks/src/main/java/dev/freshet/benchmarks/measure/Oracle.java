package dev.freshet.benchmarks.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.benchmarks.users.UsersTable;
import dev.freshet.testkit.MemcachedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the pools must hold: the database's own JSON of some rows. Thread-safe. */
public final class Oracle {
  private static final ObjectMapper JACKSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private final Map<Long, String> rows;

  /**
   * @param rows JSON by id
   */
  public Oracle(Map<Long, String> rows) {
    this.rows = Map.copyOf(rows);
  }

  /**
   * Compares each pool with it. Members may be in any order; numbers must have the same digits.
   *
   * @throws IllegalStateException at the first difference
   */
  public void verify(String candidate, Pools pools) {
    List<MemcachedReader> readers = pools.readers();
    try {
      for (int pool = 0; pool < readers.size(); pool++) {
        for (Map.Entry<Long, String> row : rows.entrySet()) {
          String key = UsersTable.key(row.getKey());
          Optional<byte[]> value = readers.get(pool).get(key);
          String text = value.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("");
          if (!equal(row.getValue(), text)) {
            throw new IllegalStateException(
                "%s is wrong: in pool %d the key %s holds <%s>, the database says <%s>"
                    .formatted(candidate, pool + 1, key, text, row.getValue()));
          }
        }
      }
    } finally {
      readers.forEach(MemcachedReader::close);
    }
  }

  static boolean equal(String expected, String actual) {
    try {
      return !actual.isEmpty()
          && JACKSON.readValue(expected, OBJECT).equals(JACKSON.readValue(actual, OBJECT));
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
