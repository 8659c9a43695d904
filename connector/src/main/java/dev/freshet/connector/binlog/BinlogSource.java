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
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.GtidSet;
import dev.freshet.connector.position.MariadbGtidPosition;
import dev.freshet.connector.position.PositionText;
import dev.freshet.connector.query.QueriedDatabase;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.KeptConnection;
import dev.freshet.connector.schema.ServerFacts;
import dev.freshet.connector.schema.ServerTrouble;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The binlog of one MySQL or MariaDB server. Thread-safe; keeps a connection for a while on which
 * it has asked how far the server is.
 */
final class BinlogSource implements Source {

  private static final String BEAT =
      "INSERT INTO `%s`.`%s` (name, beat) VALUES (?, ?) ON DUPLICATE KEY UPDATE beat = VALUES(beat)";

  private final BinlogOptions options;
  private final DatabaseConnections connections;
  private final KeptConnection kept;

  BinlogSource(BinlogOptions options) {
    this.options = options;
    this.connections = new DatabaseConnections(options.access());
    this.kept = new KeptConnection(connections);
  }

  @Override
  public List<Finding> check() {
    return new PreflightCheck(options, connections).run();
  }

  @Override
  public SourcePosition parsePosition(String text) {
    return PositionText.parse(text);
  }

  @Override
  public SourcePosition latestPosition() throws SourceException {
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
                "database " + options.access().address() + " has no binlog file; set log_bin");
          }
          String oldest = files.get(0).file();
          return facts.mariadb()
              ? BinlogFiles.startOf(oldest, connection)
              : new FilePosition(oldest, FilePosition.FIRST_OFFSET);
        });
  }

  @Override
  public void verifyPosition(SourcePosition position) throws SourceException {
    ask(
        (facts, connection) -> {
          StartCheck check = new StartCheck(options.access().address());
          check.position(position, facts, connection);
          check.notPurged(position, connection);
          return position;
        });
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
      throw ServerTrouble.of(e, options.access());
    }
  }

  /** What the server is, provided that its binlog can be read. */
  private ServerFacts facts(Connection connection) throws SQLException, SourceException {
    ServerFacts facts = ServerFacts.read(connection);
    new StartCheck(options.access().address()).binlog(facts, options.serverId());
    return facts;
  }

  @Override
  public ChangeStream open(int streamId, SourcePosition from, ChangeConsumer consumer) {
    BinlogChangeStream stream = new BinlogChangeStream(options, streamId, from, consumer);
    stream.start();
    return stream;
  }

  @Override
  public Database database() {
    return new QueriedDatabase(options.queries(), options.access(), this::latestPosition);
  }

  @Override
  public void close() {
    kept.close();
  }
}
