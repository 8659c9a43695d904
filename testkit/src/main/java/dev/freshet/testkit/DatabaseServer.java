package dev.freshet.testkit;

import dev.freshet.testkit.provision.RunningServer;
import dev.freshet.testkit.provision.ServerProvider;
import dev.freshet.testkit.provision.Waiting;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * A real MySQL or MariaDB server on a free loopback port, with an empty data directory of its own,
 * the binlog on, row format, full row image and metadata, and GTIDs.
 *
 * <p>The server is tuned for tests: it survives {@link #kill()} without losing a commit, but not a
 * power cut. The time zone is UTC unless an option says otherwise.
 *
 * <p>Not thread-safe, except that {@link #host()}, {@link #port()}, {@link #flavor()} and {@link
 * #connect()} may be used from everywhere.
 */
public final class DatabaseServer implements AutoCloseable {
  /** The name of the administrator's account, which may connect from anywhere. */
  public static final String USER = "root";

  /** The administrator's password. */
  public static final String PASSWORD = "freshet-test";

  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final Flavor flavor;
  private final RunningServer server;
  private final String version;

  private DatabaseServer(Flavor flavor, RunningServer server, String version) {
    this.flavor = flavor;
    this.server = server;
    this.version = version;
  }

  /**
   * Starts a server and returns once it answers.
   *
   * @param flavor which line of servers
   * @param extraServerOptions options of mysqld or mariadbd, each with its two dashes; they win
   *     over the defaults
   * @throws ServerException if it cannot be had or does not start
   */
  public static DatabaseServer start(Flavor flavor, String... extraServerOptions) {
    RunningServer server = ServerProvider.current().database(flavor, List.of(extraServerOptions));
    try {
      return new DatabaseServer(flavor, server, awaitAnswer(flavor, server));
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The address it listens on, always 127.0.0.1. */
  public String host() {
    return server.host();
  }

  /** The port it listens on; stays the same over {@link #restart()}. */
  public int port() {
    return server.port();
  }

  /** The account that {@link #connect()} uses, with all privileges. */
  public String user() {
    return USER;
  }

  /** The password of {@link #user()}. */
  public String password() {
    return PASSWORD;
  }

  /** Which line of servers it is of. */
  public Flavor flavor() {
    return flavor;
  }

  /** What the server says its version is. */
  public String version() {
    return version;
  }

  /** Opens a connection as the administrator, without a default database. */
  public Connection connect() throws SQLException {
    return connect(server);
  }

  /** Runs statements, one after the other, each committed by itself. */
  public void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /**
   * Has it begin another binlog file and delete those before. One stays for as long as the server
   * has not noticed that its last reader is gone.
   *
   * @return how many files there are left
   */
  public int purgeBinlogs() throws SQLException {
    execute("FLUSH BINARY LOGS");
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      String last = "";
      try (ResultSet files = statement.executeQuery("SHOW BINARY LOGS")) {
        while (files.next()) {
          last = files.getString(1);
        }
      }
      statement.execute("PURGE BINARY LOGS TO '" + last + "'");
      int left = 0;
      try (ResultSet files = statement.executeQuery("SHOW BINARY LOGS")) {
        while (files.next()) {
          left++;
        }
      }
      return left;
    }
  }

  /** Ends it with SIGKILL; connections break and new ones are refused. */
  public void kill() {
    server.kill();
  }

  /** Starts it again on the same port and data; ends it cleanly first if it still runs. */
  public void restart() {
    server.restart();
    awaitAnswer(flavor, server);
  }

  /**
   * Puts another byte into one of its files.
   *
   * @param file the file's whole path, as the server knows it
   */
  public void overwrite(String file, long offset, byte value) {
    server.overwrite(file, offset, value);
  }

  /** Stops it with SIGSTOP: connections stay open and are accepted, nothing is answered. */
  public void pause() {
    server.pause();
  }

  /** Lets it go on after {@link #pause()}. */
  public void resume() {
    server.resume();
  }

  /** Ends it for good and deletes its data. Does nothing the second time. */
  @Override
  public void close() {
    server.close();
  }

  private static Connection connect(RunningServer server) throws SQLException {
    // the key is asked for because MySQL's caching_sha2_password wants the password encrypted
    return DriverManager.getConnection(
        "jdbc:mariadb://"
            + server.host()
            + ":"
            + server.port()
            + "/?allowPublicKeyRetrieval=true&connectTimeout=10000",
        USER,
        PASSWORD);
  }

  private static String awaitAnswer(Flavor flavor, RunningServer server) {
    return Waiting.forAnswer(
        flavor.displayName(),
        server,
        START_LIMIT,
        () -> {
          try (Connection connection = connect(server);
              Statement statement = connection.createStatement();
              ResultSet result = statement.executeQuery("SELECT VERSION()")) {
            result.next();
            return result.getString(1);
          } catch (SQLException e) {
            throw new ServerException("no answer", e);
          }
        });
  }
}
