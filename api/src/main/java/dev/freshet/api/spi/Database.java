package dev.freshet.api.spi;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The database that a source's changes come from, or a replica of it, to be asked for what it holds
 * now. Thread-safe. Connections are made when they are needed.
 */
public interface Database extends AutoCloseable {

  /** How many calls of {@link #query} it takes at a time. */
  int parallelism();

  /**
   * Why no answer could be relied on while the source's positions are like {@code position}, with
   * what to do about it; null if answers can be.
   */
  @Nullable String doubt(SourcePosition position);

  /**
   * Runs one query several times, in as few round trips as it can. Blocks.
   *
   * <p>What is returned holds at least all that lies before {@code position}, and nothing that is
   * older than what any earlier call has returned.
   *
   * @param sql a SELECT with a question mark for each argument
   * @param arguments for each time the arguments: {@link Long}, {@link java.math.BigInteger},
   *     {@link java.math.BigDecimal}, {@link Double}, {@link Boolean}, {@link String}, {@code
   *     byte[]} or null
   * @return the results, in the order of {@code arguments}
   * @throws QueryException if any of it failed, or if it could not be made sure that the database
   *     holds what it should
   */
  List<QueryResult> query(
      String sql,
      List<? extends List<? extends @Nullable Object>> arguments,
      SourcePosition position)
      throws QueryException, InterruptedException;

  /**
   * The tables that a filter means, as they are now. Blocks.
   *
   * @throws QueryException if they cannot be asked for
   */
  List<TableSchema> tables(TableFilter filter) throws QueryException;

  /**
   * Looks whether a query can be run: what it names exists, and no table is read from end to end
   * for it. Blocks.
   *
   * @param subject what the findings are about, in words for people
   */
  List<Finding> check(String subject, String sql);

  /** Closes its connections; calls that are running fail. */
  @Override
  void close();
}
