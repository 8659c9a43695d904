package dev.freshet.connector.binlog.statement;

import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.connector.binlog.statement.Statement.Xa.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what a statement does, without understanding more of SQL than that takes. */
public final class StatementRecogniser {

  private static final Set<String> MODIFIERS =
      Set.of("LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "IGNORE", "QUICK");

  /** What ALTER TABLE can add and drop beside columns; a column needs quotes to be called so. */
  private static final Set<String> NO_COLUMNS =
      Set.of(
          "INDEX",
          "KEY",
          "UNIQUE",
          "FULLTEXT",
          "SPATIAL",
          "PRIMARY",
          "CONSTRAINT",
          "FOREIGN",
          "CHECK",
          "PARTITION");

  private final String database;
  private final Tokens tokens;

  private StatementRecogniser(String database, String sql) {
    this.database = database;
    this.tokens = new Tokens(sql);
  }

  /**
   * Recognises a statement.
   *
   * @param database the database in use, for names without one
   * @param sql the statement
   */
  public static Statement recognise(String database, String sql) {
    return new StatementRecogniser(database, sql).statement();
  }

  private Statement statement() {
    String first = tokens.next().keyword();
    return switch (first) {
      case "BEGIN" -> new Statement.Begin();
      case "START" -> tokens.take("TRANSACTION") ? new Statement.Begin() : new Statement.Other();
      case "COMMIT" -> new Statement.Commit();
      case "ROLLBACK" -> rollback();
      case "SAVEPOINT", "RELEASE" -> new Statement.Savepoint();
      case "XA" -> xa();
      case "INSERT", "REPLACE" -> insert();
      case "UPDATE" -> update();
      case "DELETE" -> delete();
      case "LOAD", "WITH", "SELECT", "CALL", "DO", "TABLE", "VALUES" ->
          new Statement.RowsByStatement(null);
      case "TRUNCATE" -> {
        tokens.take("TABLE");
        yield tables(tableName(), TableChange.Kind.TRUNCATE);
      }
      case "DROP" -> drop();
      case "RENAME" -> rename();
      case "ALTER" -> alter();
      case "CREATE" -> create();
      case "SET" -> set();
      default -> new Statement.Other();
    };
  }

  private Statement rollback() {
    tokens.take("WORK");
    return tokens.take("TO") ? new Statement.PartialRollback() : new Statement.Rollback();
  }

  private Statement xa() {
    Phase phase =
        switch (tokens.next().keyword()) {
          case "START", "BEGIN" -> Phase.START;
          case "END" -> Phase.END;
          case "PREPARE" -> Phase.PREPARE;
          case "COMMIT" -> Phase.COMMIT;
          case "ROLLBACK" -> Phase.ROLLBACK;
          default -> null;
        };
    if (phase == null) {
      return new Statement.Other();
    }
    StringBuilder xid = new StringBuilder();
    while (tokens.peek().kind() != Token.Kind.END && !tokens.peek().is("ONE")) {
      xid.append(tokens.next().text());
    }
    return new Statement.Xa(phase, xid.toString().toUpperCase(Locale.ROOT));
  }

  private void skipModifiers() {
    while (MODIFIERS.contains(tokens.peek().keyword())) {
      tokens.next();
    }
  }

  private Statement insert() {
    skipModifiers();
    tokens.take("INTO");
    return new Statement.RowsByStatement(tableName());
  }

  private Statement update() {
    skipModifiers();
    TableName target = tableName();
    if (tokens.take("AS")) {
      tokens.next();
    }
    return new Statement.RowsByStatement(tokens.peek().is("SET") ? target : null);
  }

  private Statement delete() {
    skipModifiers();
    if (!tokens.take("FROM")) {
      return new Statement.RowsByStatement(null);
    }
    TableName target = tableName();
    if (isAtEnd()) {
      // what a server writes by itself for MEMORY tables that a restart has emptied
      return tables(target, TableChange.Kind.TRUNCATE);
    }
    return switch (tokens.peek().keyword()) {
      case "WHERE", "ORDER", "LIMIT", "PARTITION" -> new Statement.RowsByStatement(target);
      default -> new Statement.RowsByStatement(null);
    };
  }

  private boolean isAtEnd() {
    return tokens.peek().kind() == Token.Kind.END || tokens.peek().isSymbol(';');
  }

  private Statement drop() {
    if (tokens.take("DATABASE") || tokens.take("SCHEMA")) {
      skipIfExists();
      return new Statement.DropDatabase(tokens.next().text());
    }
    if (!tokens.take("TABLE") && !tokens.take("TABLES")) {
      // temporary tables, views, indexes
      return new Statement.Other();
    }
    skipIfExists();
    List<TableChange> changes = new ArrayList<>();
    do {
      add(changes, tableName(), TableChange.Kind.DROP);
    } while (takeComma());
    return new Statement.Tables(changes);
  }

  private void skipIfExists() {
    if (tokens.take("IF")) {
      tokens.take("EXISTS");
    }
  }

  private boolean takeComma() {
    if (!tokens.peek().isSymbol(',')) {
      return false;
    }
    tokens.next();
    return true;
  }

  private Statement rename() {
    if (!tokens.take("TABLE") && !tokens.take("TABLES")) {
      return new Statement.Other();
    }
    skipIfExists();
    List<TableName> sources = new ArrayList<>();
    List<TableName> targets = new ArrayList<>();
    do {
      TableName source = tableName();
      while (!isAtEnd() && !tokens.take("TO")) {
        // MariaDB's WAIT n and NOWAIT
        tokens.next();
      }
      TableName target = tableName();
      if (source != null && target != null) {
        sources.add(source);
        targets.add(target);
      }
    } while (takeComma());
    return renamed(sources, targets);
  }

  /** A name that is taken by another table keeps none of its rows; one that is left has none. */
  private static Statement renamed(List<TableName> sources, List<TableName> targets) {
    List<TableChange> changes = new ArrayList<>();
    for (TableName source : sources) {
      if (!targets.contains(source)) {
        changes.add(new TableChange(source, TableChange.Kind.DROP));
      }
    }
    for (TableName target : targets) {
      changes.add(new TableChange(target, TableChange.Kind.TRUNCATE));
    }
    return new Statement.Tables(changes);
  }

  private Statement alter() {
    while (tokens.take("ONLINE") || tokens.take("OFFLINE") || tokens.take("IGNORE")) {
      // options of older servers
    }
    if (!tokens.take("TABLE")) {
      return new Statement.Other();
    }
    skipIfExists();
    TableName table = tableName();
    if (table == null) {
      return new Statement.Other();
    }
    List<TableChange> changes = new ArrayList<>();
    String previous = "";
    int depth = 0;
    boolean begins = true;
    while (!isAtEnd()) {
      Token token = tokens.next();
      depth += token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
      if (depth == 0) {
        if (begins && isOfColumns(token.keyword())) {
          add(changes, table, TableChange.Kind.ALTER);
        }
        alteration(previous, token, table, changes);
        begins = token.isSymbol(',');
      }
      previous = token.keyword();
    }
    return changes.isEmpty() ? new Statement.Other() : new Statement.Tables(changes);
  }

  /** Whether a clause of ALTER TABLE, of which the first word has been taken, is about columns. */
  private boolean isOfColumns(String clause) {
    Token next = tokens.peek();
    return switch (clause) {
      case "ADD", "DROP" -> !NO_COLUMNS.contains(next.keyword());
      case "MODIFY", "CHANGE" -> true;
      case "RENAME" -> next.is("COLUMN");
      case "CONVERT" -> next.is("TO");
      default -> false;
    };
  }

  private void alteration(
      String previous, Token token, TableName table, List<TableChange> changes) {
    switch (token.keyword()) {
      case "PARTITION" -> {
        switch (previous) {
          case "TRUNCATE", "DROP", "EXCHANGE", "CONVERT" ->
              add(changes, table, TableChange.Kind.TRUNCATE);
          default -> {
            // partitions that are added or reorganised keep their rows
          }
        }
      }
      case "TABLESPACE" -> add(changes, table, TableChange.Kind.TRUNCATE);
      case "TABLE" -> {
        switch (previous) {
          case "WITH", "TO" -> add(changes, tableName(), TableChange.Kind.TRUNCATE);
          case "CONVERT" -> {
            add(changes, tableName(), TableChange.Kind.DROP);
            add(changes, table, TableChange.Kind.TRUNCATE);
          }
          default -> {
            // part of another clause
          }
        }
      }
      case "RENAME" -> {
        boolean ofTable = tokens.take("TO") || tokens.take("AS") || tokens.peek().isSymbol('=');
        if (tokens.peek().isSymbol('=')) {
          tokens.next();
        }
        if (ofTable || !isPartOfTable(tokens.peek())) {
          TableName target = tableName();
          if (target != null) {
            add(changes, table, TableChange.Kind.DROP);
            add(changes, target, TableChange.Kind.TRUNCATE);
          }
        }
      }
      default -> {
        // changes the definition; the rows stay
      }
    }
  }

  private static boolean isPartOfTable(Token token) {
    return token.is("COLUMN") || token.is("INDEX") || token.is("KEY");
  }

  private Statement create() {
    if (tokens.take("OR") && tokens.take("REPLACE")) {
      if (tokens.take("TABLE")) {
        skipIfExists();
        return tables(tableName(), TableChange.Kind.DROP);
      }
      if (tokens.take("DATABASE") || tokens.take("SCHEMA")) {
        return new Statement.DropDatabase(tokens.next().text());
      }
    }
    return new Statement.Other();
  }

  /** MariaDB's {@code SET STATEMENT variable = value, ... FOR statement}. */
  private Statement set() {
    if (!tokens.take("STATEMENT")) {
      return new Statement.Other();
    }
    int depth = 0;
    while (!isAtEnd() && !(depth == 0 && tokens.peek().is("FOR"))) {
      Token token = tokens.next();
      depth += token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
    }
    return tokens.take("FOR") ? statement() : new Statement.Other();
  }

  private static Statement tables(@Nullable TableName table, TableChange.Kind kind) {
    List<TableChange> changes = new ArrayList<>();
    add(changes, table, kind);
    return new Statement.Tables(changes);
  }

  private static void add(
      List<TableChange> changes, @Nullable TableName table, TableChange.Kind kind) {
    if (table != null) {
      changes.add(new TableChange(table, kind));
    }
  }

  /** {@code table} or {@code database.table}; null if something else comes next. */
  private @Nullable TableName tableName() {
    if (!tokens.peek().isName()) {
      return null;
    }
    String first = tokens.next().text();
    if (!tokens.peek().isSymbol('.')) {
      return new TableName(database, first);
    }
    tokens.next();
    return tokens.peek().isName() ? new TableName(first, tokens.next().text()) : null;
  }
}
