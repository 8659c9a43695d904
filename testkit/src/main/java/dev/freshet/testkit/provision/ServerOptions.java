package dev.freshet.testkit.provision;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of a database server for tests: everything that replication needs, and nothing that
 * costs time or memory. A commit survives the end of the process, not that of the machine.
 */
final class ServerOptions {
  private ServerOptions() {}

  /**
   * What makes the administrator reachable over TCP, to be run while a data directory is
   * initialised; one statement a line, as the servers' bootstrap wants it.
   */
  static List<String> firstStatements(Flavor flavor) {
    List<String> statements = new ArrayList<>();
    switch (flavor) {
      case MYSQL -> {}
      case MARIADB -> {
        // accounts for 127.0.0.1 and ::1 would win over the one for all hosts; mariadb.sys owns
        // views
        statements.add("DELETE FROM mysql.global_priv WHERE User <> 'mariadb.sys';");
        // the bootstrap refuses to change accounts before it has read the grants
        statements.add("FLUSH PRIVILEGES;");
      }
    }
    statements.add(
        "CREATE USER '%s'@'%%' IDENTIFIED BY '%s';"
            .formatted(DatabaseServer.USER, DatabaseServer.PASSWORD));
    statements.add(
        "GRANT ALL PRIVILEGES ON *.* TO '%s'@'%%' WITH GRANT OPTION;"
            .formatted(DatabaseServer.USER));
    return statements;
  }

  /** Options that hold for initialising a data directory as well as for running on it. */
  static List<String> base(Flavor flavor) {
    List<String> options = new ArrayList<>(List.of("--no-defaults", "--user=root"));
    switch (flavor) {
      case MYSQL ->
          options.addAll(List.of("--innodb-redo-log-capacity=32M", "--secure-file-priv=NULL"));
      case MARIADB -> options.add("--innodb-log-file-size=16M");
    }
    return options;
  }

  /**
   * Options for initialising, after {@link #base}: of mysqld for MySQL, of mariadb-install-db for
   * MariaDB.
   *
   * @param data the data directory to be made
   * @param statements a file that holds {@link #firstStatements}
   */
  static List<String> initializing(Flavor flavor, String data, String statements) {
    return switch (flavor) {
      case MYSQL ->
          List.of("--initialize-insecure", "--datadir=" + data, "--init-file=" + statements);
      case MARIADB ->
          List.of(
              "--datadir=" + data,
              // without it, a machine that cannot look its own name up is refused
              "--force",
              "--skip-test-db",
              "--skip-name-resolve",
              "--auth-root-authentication-method=normal",
              "--extra-file=" + statements);
    };
  }

  /**
   * Options for running.
   *
   * @param serverId unique among servers that may meet
   * @param extra options that win over all others
   */
  static List<String> running(Flavor flavor, int serverId, List<String> extra) {
    List<String> options = new ArrayList<>(base(flavor));
    options.addAll(
        List.of(
            "--server-id=" + serverId,
            "--log-bin=binlog",
            "--binlog-format=ROW",
            "--binlog-row-image=FULL",
            "--binlog-row-metadata=FULL",
            "--default-time-zone=+00:00",
            "--skip-name-resolve",
            "--sync-binlog=0",
            "--innodb-flush-log-at-trx-commit=2",
            "--innodb-buffer-pool-size=64M",
            "--performance-schema=OFF"));
    switch (flavor) {
      case MYSQL ->
          options.addAll(
              List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON", "--mysqlx=OFF"));
      case MARIADB -> options.add("--gtid-domain-id=0");
    }
    options.addAll(extra);
    return options;
  }
}
