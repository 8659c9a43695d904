package dev.freshet.connector.debezium;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerFacts;
import dev.freshet.connector.schema.ServerTrouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One of Debezium's connectors as a source. Its places are those of the binlog source, which also
 * answers all that is asked of the server beside the stream. Thread-safe.
 */
final class DebeziumSource implements Source {

  private final ConnectorSettings settings;
  private final Source binlog;
  private final SchemaHistory history;

  /**
   * @param binlog reads the same server
   */
  DebeziumSource(ConnectorSettings settings, Source binlog) {
    this.settings = settings;
    this.binlog = binlog;
    this.history = new SchemaHistory(settings.stateFolder());
  }

  @Override
  public List<Finding> check() {
    List<Finding> findings = new ArrayList<>(binlog.check());
    String subject = "source " + settings.options().access().address();
    try (Connection connection = new DatabaseConnections(settings.options().access()).open()) {
      ServerFacts facts = ServerFacts.read(connection);
      findings.add(
          settings.product().fits(facts)
              ? Finding.ok(subject, "Debezium's connector for " + facts.product() + " reads it")
              : Finding.problem(
                  subject,
                  ConnectorTrouble.isAnother(facts),
                  ConnectorTrouble.useAnother(settings.product())));
    } catch (SQLException e) {
      findings.add(
          Finding.problem(
              subject,
              String.valueOf(ServerTrouble.of(e, settings.options().access()).getMessage()),
              ""));
    } catch (SourceException e) {
      // the binlog source has found the same
      return List.copyOf(findings);
    }
    return List.copyOf(findings);
  }

  @Override
  public SourcePosition parsePosition(String text) {
    return binlog.parsePosition(text);
  }

  @Override
  public SourcePosition latestPosition() throws SourceException {
    return binlog.latestPosition();
  }

  @Override
  public boolean isOneServer() {
    return binlog.isOneServer();
  }

  @Override
  public SourcePosition earliestPosition() throws SourceException {
    return binlog.earliestPosition();
  }

  @Override
  public void verifyPosition(SourcePosition position) throws SourceException {
    binlog.verifyPosition(position);
  }

  @Override
  public ChangeStream open(int streamId, SourcePosition from, ChangeConsumer consumer) {
    DebeziumChangeStream stream =
        new DebeziumChangeStream(
            settings,
            history,
            binlog::verifyPosition,
            binlog::latestPosition,
            streamId,
            (BinlogPosition) from,
            consumer);
    stream.start();
    return stream;
  }

  @Override
  public Database database() {
    return binlog.database();
  }

  @Override
  public void close() {
    binlog.close();
  }
}
