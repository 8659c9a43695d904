package dev.freshet.benchmarks.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.testkit.MemcachedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the pools must hold: the database's own JSON under some keys. Thread-safe. */
public final class Oracle {
  private static final ObjectMapper JACKSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final Map<String, String> values;

  /**
   * @param values JSON by key
   */
  public Oracle(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  Set<String> keys() {
    return values.keySet();
  }

  /** Whether a pool holds what it must under one of the keys. */
  boolean agrees(String key, MemcachedReader pool) {
    return equal(expected(key), held(key, pool));
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
        for (String key : values.keySet()) {
          if (!agrees(key, readers.get(pool))) {
            throw new IllegalStateException(
                "%s is wrong: in pool %d the key %s holds <%s>, the database says <%s>"
                    .formatted(
                        candidate, pool + 1, key, held(key, readers.get(pool)), expected(key)));
          }
        }
      }
    } finally {
      readers.forEach(MemcachedReader::close);
    }
  }

  private String expected(String key) {
    String expected = values.get(key);
    if (expected == null) {
      throw new IllegalArgumentException("nothing is known of the key " + key);
    }
    return expected;
  }

  private static String held(String key, MemcachedReader pool) {
    return pool.get(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("");
  }

  static boolean equal(String expected, String actual) {
    try {
      return !actual.isEmpty() && read(expected).equals(read(actual));
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static Object read(String json) throws JsonProcessingException {
    @Nullable Object value = JACKSON.readValue(json, Object.class);
    return value == null ? "null" : value;
  }
}
