package dev.freshet.connector.binlog;

import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableChange.Kind;
import dev.freshet.api.change.TableName;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.binlog.event.QueryEvent;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.binlog.statement.Statement;
import dev.freshet.connector.binlog.statement.StatementRecogniser;
import dev.freshet.connector.value.UndecodableException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the statements between the rows: they begin and end transactions and change whole tables.
 * Not thread-safe.
 *
 * <p>No statement is needed to decode rows. An ALTER TABLE that changes columns is told of because
 * it changes what all rows hold, and no row events say so.
 */
final class StatementReader {

  /** What a change of a whole table keeps in use, in bytes. */
  private static final int CHANGE_BYTES = 96;

  private static final String REMEDY =
      "set binlog_format=ROW on the server and in every session, and start again from a position"
          + " after that statement, with the tables warmed; or set statement.format=invalidate";

  private final TableFilter filter;
  private final KnownTables knownTables;
  private final RowsByStatement rowsByStatement;
  private final ChunkHandover chunks;
  private final RunningTransaction running;

  /**
   * @param filter the tables that are mapped
   * @param knownTables tables that there are, as far as is known
   * @param rowsByStatement what becomes of tables whose rows are changed by statements
   */
  StatementReader(
      TableFilter filter,
      KnownTables knownTables,
      RowsByStatement rowsByStatement,
      ChunkHandover chunks,
      RunningTransaction running) {
    this.filter = filter;
    this.knownTables = knownTables;
    this.rowsByStatement = rowsByStatement;
    this.chunks = chunks;
    this.running = running;
  }

  /** Follows a statement. */
  void query(RawEvent event) throws SourceException, InterruptedException {
    if (QueryEvent.isBegin(event)) {
      running.lasts();
      return;
    }
    QueryEvent query = QueryEvent.parse(event);
    Statement statement = StatementRecogniser.recognise(query.database(), query.sql());
    if (statement instanceof Statement.Begin || statement instanceof Statement.Savepoint) {
      running.lasts();
    } else if (statement instanceof Statement.Commit) {
      running.finish(event);
    } else if (statement instanceof Statement.Rollback) {
      running.rollback(event);
    } else if (statement instanceof Statement.PartialRollback) {
      running.rollbackPart();
    } else if (statement instanceof Statement.Xa step) {
      running.xa(event, step);
    } else {
      change(statement, event);
      running.endOfStatement(event);
    }
  }

  private void change(Statement statement, RawEvent event) {
    if (statement instanceof Statement.RowsByStatement rows) {
      rowsByStatement(rows.target());
    } else if (statement instanceof Statement.Tables tables) {
      tables.changes().forEach(this::table);
    } else if (statement instanceof Statement.DropDatabase dropped) {
      knownTables
          .droppedWith(dropped.database(), event.seconds())
          .forEach(table -> table(new TableChange(table, Kind.DROP)));
    }
  }

  private void table(TableChange change) {
    if (knownTables.mayBeMeant(change.table())) {
      throw new UndecodableException(
          "a statement names a table in another character set than UTF-8, as '"
              + change.table()
              + "', which may be a mapped one; let clients run SET NAMES utf8mb4, and start again"
              + " from a position after that statement, with the tables warmed");
    }
    if (filter.matches(change.table())) {
      chunks.add(change, CHANGE_BYTES);
    }
  }

  private void rowsByStatement(@Nullable TableName target) {
    if (target != null && !filter.matches(target)) {
      return;
    }
    switch (rowsByStatement) {
      case STOP ->
          throw new UndecodableException(
              "rows of "
                  + (target == null ? "one or more tables" : "table " + target)
                  + " were changed by a statement; "
                  + REMEDY);
      case INVALIDATE ->
          (target == null ? knownTables.all() : Set.of(target))
              .forEach(table -> chunks.add(new TableChange(table, Kind.STATEMENT), CHANGE_BYTES));
    }
  }

  /** Follows a LOAD DATA that was written as a statement, with its file ahead. */
  void loadedFile(RawEvent event) throws InterruptedException {
    rowsByStatement(null);
    running.endOfStatement(event);
  }
}
