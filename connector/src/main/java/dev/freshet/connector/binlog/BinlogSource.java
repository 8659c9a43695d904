package dev.freshet.connector.binlog;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.GtidSet;
import dev.freshet.connector.position.MariadbGtidPosition;
import dev.freshet.connector.position.PositionText;
import dev.freshet.connector.query.QueriedDatabase;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.DatabaseHosts;
import dev.freshet.connector.schema.KeptConnections;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.ServerFacts;
import dev.freshet.connector.schema.ServerTrouble;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The binlog of a MySQL or MariaDB server, or of whichever of several is followed. Thread-safe;
 * keeps a connection for a while on which it has asked how far the server is.
 */
final class BinlogSource implements Source {

  private static final String BEAT =
      "INSERT INTO `%s`.`%s` (name, beat) VALUES (?, ?) ON DUPLICATE KEY UPDATE beat = VALUES(beat)";

  private final BinlogOptions options;
  private final DatabaseHosts hosts;
  private final DatabaseConnections connections;
  private final KeptConnections kept;

  BinlogSource(BinlogOptions options) {
    this.options = options;
    this.hosts = new DatabaseHosts(options.servers());
    this.connections = new DatabaseConnections(hosts);
    this.kept = new KeptConnections(connections);
  }

  @Override
  public List<Finding> check() {
    return new PreflightOfHosts(options).run();
  }

  @Override
  public SourcePosition parsePosition(String text) {
    return PositionText.parse(text);
  }

  @Override
  public SourcePosition latestPosition() throws SourceException {
    ServerAccess asked = hosts.current();
    BinlogPosition latest = readLatest();
    // what lies before it may be shown from now on, and whoever is asked next has to have it
    return hosts.areSeveral() && hosts.isChosen() ? hosts.show(asked, latest) : latest;
  }

  @Override
  public boolean isOneServer() {
    return !hosts.areSeveral();
  }

  private BinlogPosition readLatest() throws SourceException {
    return kept.ask(
        connection -> {
          ServerFacts facts = facts(connection);
          if (facts.mariadb()) {
            return MariadbGtidPosition.parse(facts.executed());
          }
          return facts.hasGtids()
              ? GtidPosition.behind(GtidSet.parse(facts.executed()))
              : BinlogFiles.current(connection);
        });
  }

  @Override
  public SourcePosition earliestPosition() throws SourceException {
    return ask(
        (facts, connection) -> {
          if (facts.hasGtids() && !facts.mariadb()) {
            return GtidPosition.behind(GtidSet.parse(facts.purged()));
          }
          List<FilePosition> files = BinlogFiles.ends(connection);
          if (files.isEmpty()) {
            throw new SourceException(
                Kind.MISCONFIGURED,
                "database " + hosts.current().address() + " has no binlog file; set log_bin");
          }
          String oldest = files.get(0).file();
          return facts.mariadb()
              ? BinlogFiles.startOf(oldest, connection)
              : new FilePosition(oldest, FilePosition.FIRST_OFFSET);
        });
  }

  @Override
  public void verifyPosition(SourcePosition position) throws SourceException {
    try {
      new StreamStart(hosts, options.serverId()).verify((BinlogPosition) position);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException(
          Kind.UNREACHABLE,
          "looking for the position was interrupted; it can be looked for again",
          e);
    }
  }

  @Override
  public void beat(TableName table, String name, long beat) throws SourceException {
    Long unused =
        kept.ask(
            connection -> {
              try (PreparedStatement row =
                  connection.prepareStatement(BEAT.formatted(table.database(), table.table()))) {
                row.setString(1, name);
                row.setLong(2, beat);
                return row.executeLargeUpdate();
              }
            });
  }

  @Override
  public Optional<Duration> retention() throws SourceException {
    return kept.ask(BinlogRetention::read);
  }

  private interface Question {
    SourcePosition answer(ServerFacts facts, Connection connection)
        throws SQLException, SourceException;
  }

  private SourcePosition ask(Question question) throws SourceException {
    try (Connection connection = connections.open()) {
      return question.answer(facts(connection), connection);
    } catch (SQLException e) {
      throw ServerTrouble.of(e, hosts.current());
    }
  }

  /** What the server is, provided that its binlog can be read. */
  private ServerFacts facts(Connection connection) throws SQLException, SourceException {
    return new StartCheck(hosts.current().address())
        .facts(connection, options.serverId(), hosts.areSeveral());
  }

  @Override
  public ChangeStream open(int streamId, SourcePosition from, ChangeConsumer consumer) {
    return open(streamId, from, from, consumer);
  }

  @Override
  public ChangeStream open(
      int streamId, SourcePosition from, SourcePosition known, ChangeConsumer consumer) {
    BinlogChangeStream stream =
        new BinlogChangeStream(options, hosts, streamId, from, known, consumer);
    stream.start();
    return stream;
  }

  @Override
  public Database database() {
    return new QueriedDatabase(options.queries(), hosts, this::latestPosition);
  }

  @Override
  public void close() {
    kept.close();
  }
}
