package dev.freshet.connector.query;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import dev.freshet.api.spi.QueryRead;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.TableChunk;
import dev.freshet.api.spi.TableRange;
import dev.freshet.api.spi.TableRead;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads rows of tables: all of them, in parts or in one go, or those with certain values. */
final class TableReading implements AutoCloseable {

  /** How many searches go in one round trip. */
  private static final int SEARCHES_TOGETHER = 50;

  private final Asking asking;
  private final SessionPool asked;
  private final SessionPool source;
  private final ZoneId zone;

  /** What tables were when they were looked up last. */
  private final Map<TableSchema, TableFacts> lookedUp = new ConcurrentHashMap<>();

  private final Set<TableStream> streams = ConcurrentHashMap.newKeySet();

  /**
   * @param asked sessions with whom questions are put to
   * @param source sessions with the server of the binlog itself
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  TableReading(Asking asking, SessionPool asked, SessionPool source, ZoneId zone) {
    this.asking = asking;
    this.asked = asked;
    this.source = source;
    this.zone = zone;
  }

  boolean isChunked(TableSchema table) throws QueryException, InterruptedException {
    return lookUp(table).key().isPresent();
  }

  TableChunk chunk(TableSchema table, TableRange range, int most, SourcePosition position)
      throws QueryException, InterruptedException {
    TableFacts facts = facts(table);
    TableScan scan = new TableScan(facts, facts.key().orElseThrow(() -> noKey(table)));
    try {
      TableChunk chunk =
          scan.chunk(asking.ask(asked, scan.rows(range, most), position).get(0), most);
      if (chunk.rows().isEmpty()) {
        // rows may have come to stand before the key that came last
        scan.verify(asking.ask(asked, scan.check(), position).get(0));
      }
      return chunk;
    } catch (QueryException e) {
      throw noted(e, table);
    }
  }

  /** The server of the binlog guesses: it surely has the table. */
  List<String> cut(TableSchema table, long rows) throws QueryException, InterruptedException {
    TableFacts facts = facts(table);
    Optional<TableCuts> cuts = facts.key().flatMap(key -> TableCuts.of(facts, key));
    if (cuts.isEmpty()) {
      return List.of();
    }
    TableScan scan = new TableScan(facts, facts.key().orElseThrow());
    try {
      return cuts.get().places(rows, question -> asking.askNow(source, question).get(0)).stream()
          .map(scan::place)
          .toList();
    } catch (QueryException e) {
      throw noted(e, table);
    }
  }

  private static QueryException noKey(TableSchema table) {
    return new QueryException(
        Kind.REFUSED,
        "the table %s has no key by which it can be read in parts; give it a primary key"
            .formatted(table.table()));
  }

  private TableFacts facts(TableSchema table) throws QueryException, InterruptedException {
    TableFacts known = lookedUp.get(table);
    return known == null ? lookUp(table) : known;
  }

  private TableFacts lookUp(TableSchema table) throws QueryException, InterruptedException {
    List<List<Object>> names = List.of(List.of(table.table().database(), table.table().table()));
    QueryResult columns =
        asking.askNow(source, new Question(TableFacts.COLUMNS, names, null)).get(0);
    QueryResult indexes =
        asking.askNow(source, new Question(TableFacts.INDEXES, names, null)).get(0);
    TableFacts facts = TableFacts.of(table, columns, indexes);
    lookedUp.put(table, facts);
    return facts;
  }

  /** What was looked up is of no use any more if the table is another one. */
  private QueryException noted(QueryException failure, TableSchema table) {
    if (failure.kind() == Kind.TABLE_CHANGED || failure.kind() == Kind.TABLE_GONE) {
      lookedUp.remove(table);
    }
    return failure;
  }

  TableRead snapshot(TableSchema table, SourcePosition position)
      throws QueryException, InterruptedException {
    TableSelect select = new TableSelect(facts(table), null);
    try {
      return stream(
          false,
          position,
          session ->
              TableStream.of(
                  session, session.stream(select.sql(), select.arguments()), select, streams));
    } catch (QueryException e) {
      throw noted(e, table);
    } catch (SQLException e) {
      throw noted(QueryTrouble.ofRows(e, table.table()), table);
    }
  }

  /** A session that prepares on the server reads FLOAT values as they are. */
  QueryRead read(String sql, SourcePosition position) throws QueryException, InterruptedException {
    try {
      return stream(
          true,
          position,
          session -> TableStream.of(session, session.stream(sql, List.of()), streams));
    } catch (SQLException e) {
      throw QueryTrouble.of(e);
    }
  }

  /** Has a session send rows. */
  @FunctionalInterface
  private interface Sending {
    TableStream by(QuerySession session) throws SQLException, QueryException;
  }

  /** Rows that a session of their own sends, which shows at least all before a place. */
  private TableStream stream(boolean exact, SourcePosition position, Sending sending)
      throws SQLException, QueryException, InterruptedException {
    QuerySession session = asked.connect(exact);
    TableStream stream = null;
    try {
      asking.begin(session, position);
      asked.shown(session);
      stream = sending.by(session);
      return stream;
    } catch (RuntimeException e) {
      throw QueryTrouble.unreadable(e);
    } finally {
      if (stream == null) {
        session.close();
      }
    }
  }

  /** Rows with certain values, as the server of the binlog shows them now. */
  List<List<RowImage>> find(TableSchema table, List<Map<String, String>> values, int most)
      throws QueryException, InterruptedException {
    return find(table, values, most, question -> asking.search(source, question));
  }

  /** Rows with certain values, as whoever is asked shows them once that shows a place. */
  List<List<RowImage>> find(
      TableSchema table, List<Map<String, String>> values, int most, SourcePosition position)
      throws QueryException, InterruptedException {
    return find(table, values, most, question -> asking.search(asked, question, position));
  }

  /** Puts a question for rows with certain values; no answer at all if no row can have one. */
  private interface Search {
    List<QueryResult> ask(Question question) throws QueryException, InterruptedException;
  }

  private List<List<RowImage>> find(
      TableSchema table, List<Map<String, String>> values, int most, Search asker)
      throws QueryException, InterruptedException {
    if (values.isEmpty()) {
      return List.of();
    }
    RowSearch search = RowSearch.of(table, values.get(0).keySet(), zone, most);
    List<List<RowImage>> found =
        new ArrayList<>(Collections.nCopies(values.size(), List.<RowImage>of()));
    List<Integer> searches = new ArrayList<>();
    List<List<Object>> arguments = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Optional<List<Object>> one = search.arguments(values.get(i));
      if (one.isPresent()) {
        searches.add(i);
        arguments.add(one.get());
      }
    }
    List<QueryResult> answers = new ArrayList<>();
    for (int from = 0; from < arguments.size(); from += SEARCHES_TOGETHER) {
      int to = Math.min(arguments.size(), from + SEARCHES_TOGETHER);
      answers.addAll(search(table, search, arguments.subList(from, to), asker));
    }
    for (int i = 0; i < answers.size(); i++) {
      found.set(searches.get(i), answers.get(i).rows());
    }
    return found;
  }

  /** Takes searches apart that do not go together because no row can have the values of one. */
  private List<QueryResult> search(
      TableSchema table, RowSearch search, List<List<Object>> arguments, Search asker)
      throws QueryException, InterruptedException {
    List<QueryResult> answers =
        asker.ask(new Question(search.sql(), arguments, table.table(), search.readAs()));
    if (!answers.isEmpty()) {
      return answers;
    }
    if (arguments.size() == 1) {
      return List.of(new QueryResult(List.of(), List.of()));
    }
    int half = arguments.size() / 2;
    List<QueryResult> apart =
        new ArrayList<>(search(table, search, arguments.subList(0, half), asker));
    apart.addAll(search(table, search, arguments.subList(half, arguments.size()), asker));
    return apart;
  }

  /** Ends what {@link #snapshot} has begun. */
  @Override
  public void close() {
    streams.forEach(TableStream::close);
  }
}
