package dev.freshet.connector.binlog.statement;

import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a statement in the binlog means for a reader of rows. */
public sealed interface Statement {

  /** Begins a transaction. */
  record Begin() implements Statement {}

  /** Commits a transaction. */
  record Commit() implements Statement {}

  /** Ends a transaction without committing it. */
  record Rollback() implements Statement {}

  /** Takes back a part of a transaction. */
  record PartialRollback() implements Statement {}

  /** Marks a place in a transaction, which changes nothing. */
  record Savepoint() implements Statement {}

  /**
   * A step of an XA transaction.
   *
   * @param phase which one
   * @param xid the transaction's name, in the form of the binlog
   */
  record Xa(Phase phase, String xid) implements Statement {

    /** The steps of an XA transaction. */
    public enum Phase {
      START,
      END,
      PREPARE,
      COMMIT,
      ROLLBACK
    }
  }

  /**
   * Changes rows, without telling which: statement format.
   *
   * @param target the one table that it writes to; null if that is not clear
   */
  record RowsByStatement(@Nullable TableName target) implements Statement {}

  /**
   * Changes whole tables.
   *
   * @param changes the tables, mapped or not
   */
  record Tables(List<TableChange> changes) implements Statement {

    public Tables {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Drops all tables of a database.
   *
   * @param database which one
   */
  record DropDatabase(String database) implements Statement {}

  /** Anything else: definitions, accounts, comments of the server. */
  record Other() implements Statement {}
}
