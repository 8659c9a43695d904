package dev.freshet.connector.binlog;

import dev.freshet.api.change.TableName;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.ServerFacts;
import dev.freshet.connector.schema.ServerTrouble;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at all that the stream will need, and says what is missing and what to do about it. */
final class PreflightCheck {

  private static final long DAY_SECONDS = 86_400;
  private static final int TABLES_TRIED = 50;

  private final BinlogOptions options;
  private final ServerAccess server;
  private final String subject;
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable ServerFacts facts;

  /**
   * @param server the one of the source's servers that is looked at
   */
  PreflightCheck(BinlogOptions options, ServerAccess server) {
    this.options = options;
    this.server = server;
    this.subject = "source " + server.address();
  }

  /** What findings call the server. */
  String subject() {
    return subject;
  }

  /** What the server is; empty if it could not be asked. */
  Optional<ServerFacts> facts() {
    return Optional.ofNullable(facts);
  }

  List<Finding> run() {
    try (Connection connection = new DatabaseConnections(server).open()) {
      ServerFacts read = ServerFacts.read(connection);
      facts = read;
      look(read, connection);
    } catch (SQLException e) {
      add(ServerTrouble.of(e, server));
    } catch (SourceException e) {
      add(e);
    }
    return List.copyOf(findings);
  }

  private void look(ServerFacts facts, Connection connection) throws SQLException {
    ok("reachable as user '" + server.user() + "': " + facts.product() + " " + facts.version());
    binlog(facts);
    gtids(facts);
    retention(facts);
    serverId(facts);
    grants(facts, connection);
    tables(connection);
    if (facts.hasBinlog()) {
      findings.addAll(new BinlogGaps(subject, options.tables(), connection).find(facts));
    }
  }

  private void add(SourceException trouble) {
    String message = String.valueOf(trouble.getMessage());
    int remedyAt = message.indexOf("; ");
    problem(
        remedyAt < 0 ? message : message.substring(0, remedyAt),
        remedyAt < 0 ? "try again once the server is well" : message.substring(remedyAt + 2));
  }

  private void ok(String message) {
    findings.add(Finding.ok(subject, message));
  }

  private void warning(String message, String remedy) {
    findings.add(Finding.warning(subject, message, remedy));
  }

  private void problem(String message, String remedy) {
    findings.add(Finding.problem(subject, message, remedy));
  }

  private void binlog(ServerFacts facts) {
    if (!facts.hasBinlog()) {
      problem(
          "log_bin is OFF: the server writes no binlog",
          "set log_bin and server_id in its configuration and restart it");
      return;
    }
    ok("log_bin is ON");
    expect(facts, "binlog_format", "ROW", "changes would come as statements");
    rowImages(facts);
    String metadata = facts.variable("binlog_row_metadata");
    if (metadata.equals("FULL")) {
      ok("binlog_row_metadata is FULL");
    } else {
      warning(
          (metadata.isEmpty()
                  ? "the server has no"
                  : "binlog_row_metadata is " + metadata + ", not")
              + " FULL"
              + (metadata.isEmpty() ? " row metadata" : "")
              + ": column names are taken from the tables as they are now: when a table was altered"
              + " meanwhile, the stream stops if types or the number of columns tell, and otherwise"
              + " values come under the names of other columns",
          "SET GLOBAL binlog_row_metadata=FULL, also in the server's configuration");
    }
  }

  /** What sessions write by default; they may all choose otherwise. */
  private void rowImages(ServerFacts facts) {
    String image = facts.variable("binlog_row_image");
    switch (image) {
      case "", "FULL" -> ok("binlog_row_image is FULL");
      case "FULL_NODUP" -> ok("binlog_row_image is FULL_NODUP");
      default ->
          warning(
              "binlog_row_image is "
                  + image
                  + ": rows that do not come whole are read from the database again, and the stream"
                  + " stops where a row that is changed or deleted does not tell its old key",
              "SET GLOBAL binlog_row_image=FULL, also in the server's configuration, and let sessions"
                  + " connect anew; or make keys of columns of the primary key alone");
    }
    String options = facts.variable("binlog_row_value_options");
    if (!options.isEmpty()) {
      warning(
          "binlog_row_value_options="
              + options
              + ": rows whose JSON documents come in parts are read from the database again",
          "SET GLOBAL binlog_row_value_options='', also in the server's configuration");
    }
  }

  private void expect(ServerFacts facts, String variable, String wanted, String otherwise) {
    String value = facts.variable(variable);
    if (value.isEmpty() || value.equals(wanted)) {
      ok(variable + " is " + wanted);
    } else {
      problem(
          variable + " is " + value + ": " + otherwise,
          "SET GLOBAL "
              + variable
              + "="
              + wanted
              + ", also in the server's configuration, and let sessions connect anew");
    }
  }

  private void gtids(ServerFacts facts) {
    if (facts.hasGtids()) {
      ok("GTIDs are on");
    } else if (options.servers().size() > 1) {
      problem(
          "gtid_mode is "
              + facts.variable("gtid_mode")
              + ": no place of it can be found on another of database.hosts",
          "set gtid_mode=ON and enforce_gtid_consistency=ON, or name one server in"
              + " database.hostname");
    } else {
      warning(
          "gtid_mode is "
              + facts.variable("gtid_mode")
              + ": the stream is bound to this one server and its file names",
          "set gtid_mode=ON and enforce_gtid_consistency=ON");
    }
  }

  private void retention(ServerFacts facts) {
    String seconds = facts.variable("binlog_expire_logs_seconds");
    String days = facts.variable("expire_logs_days");
    double kept = 0;
    if (!seconds.isEmpty()) {
      kept = Double.parseDouble(seconds);
    }
    if (kept == 0 && !days.isEmpty()) {
      kept = Double.parseDouble(days) * DAY_SECONDS;
    }
    if (kept == 0) {
      ok("binlog files are kept until somebody purges them");
    } else if (kept < DAY_SECONDS) {
      warning(
          "binlog files are purged after "
              + (long) kept
              + " s: a daemon or pool that is down for longer has to start anew",
          "SET GLOBAL binlog_expire_logs_seconds=604800 (7 days)");
    } else {
      ok(String.format(Locale.ROOT, "binlog files are kept for %.1f days", kept / DAY_SECONDS));
    }
  }

  private void serverId(ServerFacts facts) {
    if (facts.serverId() == options.serverId()) {
      problem(
          "the server's own server_id is " + facts.serverId() + ", as ours",
          "give this daemon another database.server.id");
    }
  }

  private void grants(ServerFacts facts, Connection connection) throws SQLException {
    String granted = grantsOf(connection);
    boolean everything = granted.contains("ALL PRIVILEGES ON *.*") || granted.contains("SUPER");
    boolean replicates =
        granted.contains("REPLICATION SLAVE") || granted.contains("REPLICATION REPLICA");
    if (everything || replicates) {
      ok("the user may read the binlog");
    } else {
      problem(
          "user '" + server.user() + "' lacks REPLICATION SLAVE",
          "GRANT REPLICATION SLAVE ON *.* TO the user");
    }
    boolean monitors =
        granted.contains("REPLICATION CLIENT")
            || (facts.mariadb() && granted.contains("BINLOG MONITOR"));
    if (!everything && !monitors) {
      warning(
          "user '"
              + server.user()
              + "' lacks "
              + (facts.mariadb() ? "BINLOG MONITOR" : "REPLICATION CLIENT")
              + ", which positions without GTIDs and start.from=earliest need",
          "GRANT REPLICATION CLIENT ON *.* TO the user");
    }
  }

  private static String grantsOf(Connection connection) throws SQLException {
    StringBuilder grants = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW GRANTS")) {
      while (row.next()) {
        // what stands behind it may hold a password's hash
        grants.append(row.getString(1).split(" TO ", 2)[0]).append('\n');
      }
    }
    return grants.toString().toUpperCase(Locale.ROOT);
  }

  private void tables(Connection connection) throws SQLException {
    List<TableName> names = MappedTableNames.read(connection, options.tables());
    if (names.isEmpty()) {
      warning(
          "no table that is mapped exists, or user '" + server.user() + "' may see none",
          "check the transformers' table and table.include.list, and GRANT SELECT on the tables");
      return;
    }
    int readable = 0;
    for (TableName name : names.subList(0, Math.min(TABLES_TRIED, names.size()))) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1 FROM " + quoted(name) + " LIMIT 0");
        readable++;
      } catch (SQLException e) {
        warning(
            "user '" + server.user() + "' may not read table " + name,
            "GRANT SELECT ON " + name + " TO the user");
      }
    }
    ok(readable + " mapped tables can be read");
  }

  private static String quoted(TableName name) {
    return "`" + name.database().replace("`", "``") + "`.`" + name.table().replace("`", "``") + "`";
  }
}
