package dev.freshet.daemon.explain;

import dev.freshet.api.change.TableName;
import dev.freshet.api.operation.CacheOperation;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transformer that has to do with a key, and what it makes of the database as that is now.
 *
 * @param table the table of the row; null where that is not known
 * @param columns what the key says of the row's columns, by name
 * @param makes what comes out
 * @param stored the operation that stores the value; null if there is none
 * @param why why there is none; empty if there is one
 */
public record KeyOrigin(
    String transformer,
    @Nullable TableName table,
    Map<String, String> columns,
    Makes makes,
    @Nullable CacheOperation stored,
    String why) {

  /** What comes out for the key. */
  public enum Makes {
    /** A value. */
    SET,
    /** No value, since the database has nothing for it. */
    NOTHING,
    /** Only removals, when something changes. */
    REMOVALS,
    /** It cannot be told. */
    UNKNOWN,
    /** It cannot be told whether the transformer has to do with the key at all. */
    PERHAPS
  }

  static KeyOrigin perhaps(String transformer, String why) {
    return new KeyOrigin(transformer, null, Map.of(), Makes.PERHAPS, null, why);
  }

  static KeyOrigin unknown(String transformer, Map<String, String> columns, String why) {
    return new KeyOrigin(transformer, null, columns, Makes.UNKNOWN, null, why);
  }

  /** Whether the value is what {@code bytes} and {@code flags} are. */
  boolean stores(byte[] bytes, int flags) {
    return stored != null && stored.flags() == flags && Arrays.equals(stored.value(), bytes);
  }
}
