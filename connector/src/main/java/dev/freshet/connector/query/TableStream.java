package dev.freshet.connector.query;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import dev.freshet.api.spi.QueryRead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows that a session is being sent; the session ends with them. */
final class TableStream implements QueryRead {

  private final QuerySession session;
  private final ResultSet rows;
  private final QueryColumn[] columns;
  private final Set<TableStream> open;
  private @Nullable QueryRow ahead;
  private @Nullable QueryException failure;
  private volatile boolean closed;

  private TableStream(
      QuerySession session, ResultSet rows, QueryColumn[] columns, Set<TableStream> open) {
    this.session = session;
    this.rows = rows;
    this.columns = columns;
    this.open = open;
  }

  /**
   * Takes in the first row. Once that is there, or it is known that there is none, the moment that
   * the rows are of has been.
   *
   * @param session of its own; closed with it
   * @param rows of which none has been taken in
   * @param open where it is kept until it ends
   * @throws QueryException if the table no longer is what it was
   */
  static TableStream of(
      QuerySession session, ResultSet rows, TableSelect select, Set<TableStream> open)
      throws SQLException, QueryException {
    QueryColumn[] columns = QueryColumn.of(rows.getMetaData(), select.readAs());
    select.verifyTypes(Arrays.stream(columns).map(QueryColumn::column).toList());
    TableStream stream = new TableStream(session, rows, columns, open);
    QueryRow first = stream.read();
    if (first != null) {
      select.verifyRow(first);
    }
    stream.ahead = first;
    open.add(stream);
    return stream;
  }

  /** The same for the rows of a query that somebody has written. */
  static TableStream of(QuerySession session, ResultSet rows, Set<TableStream> open)
      throws SQLException {
    TableStream stream = new TableStream(session, rows, QueryColumn.of(rows.getMetaData()), open);
    stream.ahead = stream.read();
    open.add(stream);
    return stream;
  }

  @Override
  public List<Column> columns() {
    return Arrays.stream(columns).map(QueryColumn::column).toList();
  }

  private @Nullable QueryRow read() throws SQLException {
    return rows.next() ? session.row(rows, columns) : null;
  }

  @Override
  public List<RowImage> next(int most) throws QueryException {
    if (failure != null) {
      throw failure;
    }
    List<RowImage> next = new ArrayList<>();
    try {
      for (QueryRow row = ahead; row != null && next.size() < most; row = ahead) {
        next.add(row);
        ahead = read();
      }
    } catch (SQLException e) {
      throw failed(QueryTrouble.of(e));
    } catch (RuntimeException e) {
      throw failed(QueryTrouble.unreadable(e));
    }
    if (ahead == null) {
      end();
    }
    return next;
  }

  /** What comes after a failure must not be taken for the end of the table. */
  private QueryException failed(QueryException trouble) {
    QueryException told =
        closed ? new QueryException(Kind.UNANSWERED, "the reading was closed") : trouble;
    failure = told;
    end();
    return told;
  }

  @Override
  public void close() {
    closed = true;
    end();
  }

  private void end() {
    open.remove(this);
    session.close();
  }
}
