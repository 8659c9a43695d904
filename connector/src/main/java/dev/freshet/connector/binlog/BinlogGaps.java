package dev.freshet.connector.binlog;

import dev.freshet.api.change.TableName;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.schema.ServerFacts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Finds changes of mapped tables that a server does not write into its binlog as they happen. */
final class BinlogGaps {

  /** ER_PARSE_ERROR and ER_SPECIFIC_ACCESS_DENIED_ERROR: what is asked for cannot be told. */
  private static final List<Integer> NO_ANSWER = List.of(1064, 1227);

  private final String subject;
  private final TableFilter filter;
  private final Connection connection;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param subject what findings are about
   * @param filter the tables that are mapped
   */
  BinlogGaps(String subject, TableFilter filter, Connection connection) {
    this.subject = subject;
    this.filter = filter;
    this.connection = connection;
  }

  List<Finding> find(ServerFacts facts) throws SQLException {
    if (facts.mariadb()) {
      systemVersioned();
    }
    // MySQL 9.6 and later carry out foreign keys above the storage engine, where they are logged
    if (!facts.variable("innodb_native_foreign_keys").equals("OFF")) {
      cascades();
    }
    filters();
    replicas(facts);
    return List.copyOf(findings);
  }

  private void systemVersioned() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE ="
                    + " 'SYSTEM VERSIONED'")) {
      while (row.next()) {
        TableName table = new TableName(row.getString(1), row.getString(2));
        if (filter.matches(table)) {
          problem(
              "table "
                  + table
                  + " is system-versioned: the binlog has rows of its history as if they were the"
                  + " table's, and the stream stops at them",
              "leave it out of table.include.list, or ALTER TABLE "
                  + table
                  + " DROP SYSTEM VERSIONING");
        }
      }
    }
  }

  private void cascades() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, DELETE_RULE, UPDATE_RULE"
                    + " FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE DELETE_RULE IN"
                    + " ('CASCADE', 'SET NULL', 'SET DEFAULT') OR UPDATE_RULE IN ('CASCADE', 'SET"
                    + " NULL', 'SET DEFAULT')")) {
      while (row.next()) {
        TableName table = new TableName(row.getString(1), row.getString(2));
        if (filter.matches(table)) {
          problem(
              "foreign key "
                  + row.getString(3)
                  + " of table "
                  + table
                  + " has ON DELETE "
                  + row.getString(4)
                  + " and ON UPDATE "
                  + row.getString(5)
                  + ": what the storage engine changes for it is not in the binlog, so that pools"
                  + " keep the old rows",
              "let the application change these rows, or run freshet verify --repair regularly");
        }
      }
    }
  }

  private void filters() throws SQLException {
    String only;
    String ignored;
    try {
      BinlogFiles.Status status = BinlogFiles.status(connection);
      only = status.onlyDatabases();
      ignored = status.ignoredDatabases();
    } catch (SQLException e) {
      if (NO_ANSWER.contains(e.getErrorCode())) {
        return;
      }
      throw e;
    }
    List<String> left =
        MappedTableNames.read(connection, filter).stream()
            .map(TableName::database)
            .distinct()
            .filter(database -> !isWritten(database, only, ignored))
            .toList();
    if (!left.isEmpty()) {
      problem(
          "changes in database "
              + String.join(", ", left)
              + " are not written: binlog_do_db="
              + only
              + ", binlog_ignore_db="
              + ignored,
          "take these options out of the server's configuration and restart it");
    }
  }

  private static boolean isWritten(String database, String only, String ignored) {
    return only.isEmpty()
        ? !names(ignored).contains(name(database))
        : names(only).contains(name(database));
  }

  private static List<String> names(String list) {
    return Arrays.stream(list.split(",", -1)).map(BinlogGaps::name).toList();
  }

  private static String name(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  private void replicas(ServerFacts facts) throws SQLException {
    boolean off =
        facts.variable("log_slave_updates").equals("OFF")
            || facts.variable("log_replica_updates").equals("OFF");
    if (off && isReplica(facts.mariadb() ? "SHOW ALL SLAVES STATUS" : "SHOW REPLICA STATUS")) {
      problem(
          "the server is a replica with log_slave_updates=OFF: what it takes over from its source"
              + " is not in its binlog",
          "set log_slave_updates=ON in its configuration and restart it, or read from its source");
    }
  }

  private boolean isReplica(String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      return row.next();
    } catch (SQLException e) {
      if (NO_ANSWER.contains(e.getErrorCode())) {
        return false;
      }
      throw e;
    }
  }

  private void problem(String message, String remedy) {
    findings.add(Finding.problem(subject, message, remedy));
  }
}
