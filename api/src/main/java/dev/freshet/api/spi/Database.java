package dev.freshet.api.spi;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.Finding;
import java.util.List;
import java.util.Map;
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
   * Whether a table can be read with {@link #chunk}: it needs a primary key, or else a unique one
   * without NULL, whose columns are ordered as they are compared. Blocks.
   *
   * @param table as {@link #tables} has told it
   * @throws QueryException if that cannot be told; {@link QueryException.Kind#TABLE_CHANGED} if the
   *     table is not what {@code table} says, {@link QueryException.Kind#TABLE_GONE} if there is no
   *     such table
   */
  boolean isChunked(TableSchema table) throws QueryException, InterruptedException;

  /**
   * The next rows of a table, in the order of a key of it. Blocks. What is returned shows at least
   * all that lies before {@code position}.
   *
   * @param table as {@link #tables} has told it
   * @param after what {@link TableChunk#end} said of the chunk before; null for the first
   * @param most how many rows are wanted at most
   * @throws QueryException as {@link #chunkOf} does
   */
  default TableChunk chunk(
      TableSchema table, @Nullable String after, int most, SourcePosition position)
      throws QueryException, InterruptedException {
    return chunkOf(table, TableRange.behind(after), most, position);
  }

  /**
   * The first rows of a range of a table. Blocks. What is returned shows at least all that lies
   * before {@code position}.
   *
   * @param table as {@link #tables} has told it
   * @param range of the same table; what is behind the rows is the range behind {@link
   *     TableChunk#end}, with the same end and direction
   * @param most how many rows are wanted at most
   * @throws QueryException if they cannot be read, or if it could not be made sure that the
   *     database shows what it should; {@link QueryException.Kind#TABLE_CHANGED} if the rows are
   *     not, or the places of {@code range} were not, of a table that is what {@code table} says,
   *     and {@link QueryException.Kind#TABLE_GONE} if there is no such table
   */
  TableChunk chunkOf(TableSchema table, TableRange range, int most, SourcePosition position)
      throws QueryException, InterruptedException;

  /**
   * Places at which a table can be cut, so that each part has about so many rows, as the server
   * guesses. Blocks.
   *
   * @param table as {@link #tables} has told it
   * @param rows how many rows are wanted in a part, at most
   * @return from the lowest key up to the highest; none if the table is no larger, or its key does
   *     not begin with an integer, so that it cannot be told where to cut
   * @throws QueryException as {@link #isChunked} does
   */
  List<String> cut(TableSchema table, long rows) throws QueryException, InterruptedException;

  /**
   * Begins to read all rows of a table, as they were at one moment: one that shows at least all
   * that lies before {@code position}, and that has been by the time that this returns. Blocks.
   * Takes a connection of its own, beside {@link #parallelism}.
   *
   * @param table as {@link #tables} has told it
   * @return whoever calls this closes it
   * @throws QueryException as {@link #chunk} does
   */
  TableRead snapshot(TableSchema table, SourcePosition position)
      throws QueryException, InterruptedException;

  /**
   * Begins to read all that a query returns, as it was at one moment: one that shows at least all
   * that lies before {@code position}, and that has been by the time that this returns. Blocks, for
   * as long as the database takes to find the first row. Takes a connection of its own, beside
   * {@link #parallelism}.
   *
   * @param sql a SELECT without arguments
   * @return whoever calls this closes it
   * @throws QueryException if it cannot be read, or if it could not be made sure that the database
   *     shows what it should
   */
  QueryRead read(String sql, SourcePosition position) throws QueryException, InterruptedException;

  /**
   * The columns that a query would return, which is not run for that. Blocks.
   *
   * @param sql a SELECT without arguments
   * @throws QueryException if the database cannot be asked, or refuses the query, which the message
   *     says in the database's own words
   */
  List<Column> columns(String sql) throws QueryException;

  /**
   * How busy the server is that questions are put to. Blocks for little more than a round trip.
   *
   * @throws QueryException if it cannot be asked
   */
  DatabaseLoad load() throws QueryException, InterruptedException;

  /** About how many rows a table has, as the server guesses. Blocks. */
  long estimatedRows(TableName table) throws QueryException;

  /**
   * Rows of a table by what some of their columns print as, as the source's server itself shows
   * them now, in as few round trips as it can. Blocks.
   *
   * @param values for each search what the columns print as, by name; all with the same names
   * @param most how many rows are wanted at most for each search
   * @return for each search the rows, with the columns of {@code table}; among them may be some of
   *     which a column prints otherwise and is equal to the server
   * @throws QueryException if they cannot be read, or not be found by these columns
   * @throws IllegalArgumentException if {@code values} have different names
   */
  List<List<RowImage>> find(TableSchema table, List<Map<String, String>> values, int most)
      throws QueryException, InterruptedException;

  /**
   * The same, of what the server shows that {@link #query} asks: at least all that lies before
   * {@code position}, and nothing that is older than what any earlier call has returned. Blocks.
   *
   * @throws QueryException if they cannot be read, or not be found by these columns, or if it could
   *     not be made sure that the database shows what it should; {@link
   *     QueryException.Kind#TABLE_GONE} if there is no such table
   * @throws IllegalArgumentException if {@code values} have different names
   */
  List<List<RowImage>> find(
      TableSchema table, List<Map<String, String>> values, int most, SourcePosition position)
      throws QueryException, InterruptedException;

  /**
   * Looks whether a query can be run: what it names exists, and no table is read from end to end
   * for it. Blocks.
   *
   * @param subject what the findings are about, in words for people
   */
  List<Finding> check(String subject, String sql);

  /** Closes its connections, and what {@link #snapshot} has begun; calls that are running fail. */
  @Override
  void close();
}
