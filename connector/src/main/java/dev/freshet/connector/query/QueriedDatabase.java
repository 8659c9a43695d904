package dev.freshet.connector.query;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.DatabaseLoad;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryRead;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableChunk;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.TableRange;
import dev.freshet.api.spi.TableRead;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.DatabaseHosts;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server of the binlog, or a replica of it. Thread-safe.
 *
 * <p>On each new connection a replica is first asked once it has all that the server of the binlog
 * has at that moment, so that it shows nothing older than whoever was asked before it.
 */
public final class QueriedDatabase implements Database {

  /** A place in the source's history that can be asked for. */
  @FunctionalInterface
  public interface Latest {

    /** The end of the source's binlog as it is now. Blocks. */
    SourcePosition position() throws SourceException;
  }

  private final QueryOptions options;
  private final DatabaseHosts sources;
  private final DatabaseConnections connections;
  private final Latest latest;
  private final Asking asking;

  /** Sessions with whom questions are put to; the same as {@link #source} where that is. */
  private final SessionPool asked;

  /** Sessions with the server of the binlog itself. */
  private final SessionPool source;

  private final TableReading reading;

  /**
   * @param sources the server of the binlog, or those that stand for it
   * @param latest tells how far that is
   */
  public QueriedDatabase(QueryOptions options, DatabaseHosts sources, Latest latest) {
    this.options = options;
    this.sources = sources;
    this.latest = latest;
    this.asking = new Asking(options.timeout());
    this.source = new SessionPool(sources, options, ofSource, sources.areSeveral());
    if (options.servers().isEmpty()) {
      this.connections = new DatabaseConnections(sources, options.timeout());
      this.asked = this.source;
    } else {
      DatabaseHosts replicas = new DatabaseHosts(options.servers());
      this.connections = new DatabaseConnections(replicas, options.timeout());
      this.asked = new SessionPool(replicas, options, ofReplicas, false);
    }
    this.reading = new TableReading(asking, asked, this.source, options.zone());
  }

  /** Whichever server is to be the source next has to have what this one has shown. */
  private final SessionPool.Admission ofSource =
      new SessionPool.Admission() {
        @Override
        public void check(QuerySession session) {
          // the stream has chosen it
        }

        @Override
        public void shown(QuerySession session) throws SQLException, QueryException {
          if (sources.areSeveral() && sources.isChosen()) {
            try {
              sources.show(session.server(), session.position());
            } catch (SourceException e) {
              throw new QueryException(
                  QueryException.Kind.UNANSWERED, String.valueOf(e.getMessage()));
            }
          }
        }
      };

  private final SessionPool.Admission ofReplicas =
      new SessionPool.Admission() {
        @Override
        public void check(QuerySession session)
            throws SourceException, SQLException, QueryException, InterruptedException {
          asking.begin(session, latest.position());
          session.end();
        }

        @Override
        public void shown(QuerySession session) throws SQLException {
          if (sources.areSeveral() && sources.isChosen()) {
            sources.show(session.position());
          }
        }
      };

  @Override
  public int parallelism() {
    return options.parallelism();
  }

  @Override
  public @Nullable String doubt(SourcePosition position) {
    return position instanceof FilePosition ? Asking.NO_GTIDS : null;
  }

  @Override
  public List<QueryResult> query(
      String sql,
      List<? extends List<? extends @Nullable Object>> arguments,
      SourcePosition position)
      throws QueryException, InterruptedException {
    return asking.ask(asked, new Question(sql, arguments, null), position);
  }

  @Override
  public List<TableSchema> tables(TableFilter filter) throws QueryException {
    return new TableCatalog(connections, options).tables(filter);
  }

  @Override
  public boolean isChunked(TableSchema table) throws QueryException, InterruptedException {
    return reading.isChunked(table);
  }

  @Override
  public TableChunk chunkOf(TableSchema table, TableRange range, int most, SourcePosition position)
      throws QueryException, InterruptedException {
    return reading.chunk(table, range, most, position);
  }

  @Override
  public List<String> cut(TableSchema table, long rows)
      throws QueryException, InterruptedException {
    return reading.cut(table, rows);
  }

  @Override
  public TableRead snapshot(TableSchema table, SourcePosition position)
      throws QueryException, InterruptedException {
    return reading.snapshot(table, position);
  }

  @Override
  public QueryRead read(String sql, SourcePosition position)
      throws QueryException, InterruptedException {
    return reading.read(sql, position);
  }

  @Override
  public List<Column> columns(String sql) throws QueryException {
    return new QueryCheck(connections, options).columns(sql);
  }

  @Override
  public DatabaseLoad load() throws QueryException, InterruptedException {
    return asked.call(false, session -> LoadQuestion.ask(session, asked.running()));
  }

  @Override
  public long estimatedRows(TableName table) throws QueryException {
    return new TableCatalog(connections, options).estimatedRows(table);
  }

  @Override
  public List<List<RowImage>> find(TableSchema table, List<Map<String, String>> values, int most)
      throws QueryException, InterruptedException {
    return reading.find(table, values, most);
  }

  @Override
  public List<List<RowImage>> find(
      TableSchema table, List<Map<String, String>> values, int most, SourcePosition position)
      throws QueryException, InterruptedException {
    return reading.find(table, values, most, position);
  }

  @Override
  public List<Finding> check(String subject, String sql) {
    return new QueryCheck(connections, options).findings(subject, sql);
  }

  @Override
  public void close() {
    asked.close();
    source.close();
    reading.close();
  }
}
