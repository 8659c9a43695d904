package dev.freshet.api.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question to the database that a transformer has about a change. It is asked behind the batch of
 * changes that it belongs to, together with others that have the same {@link #sql}. Used by one
 * thread at a time.
 */
public interface Lookup {

  /** A SELECT with a question mark for each argument. */
  String sql();

  /** The arguments; see {@link Database#query}. */
  List<? extends @Nullable Object> arguments();

  /** Makes operations, or further lookups, of what was found. */
  void found(QueryResult result, OperationCollector out);

  /**
   * Deals with a question that has no answer: removes what may be stale.
   *
   * @param reason why, without row data
   */
  void failed(String reason, OperationCollector out);
}
