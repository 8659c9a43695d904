package dev.freshet.connector.debezium;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * A connector and its one task, run as a worker of Kafka Connect runs them, except that offsets are
 * not stored: where to begin is given. Used by one thread, which has the connector's class loader
 * as its own.
 */
final class ConnectorTask implements AutoCloseable {

  private final SourceConnector connector;
  private final SourceTask task;

  private ConnectorTask(SourceConnector connector, SourceTask task) {
    this.connector = connector;
    this.task = task;
  }

  /** A new connector of a class. */
  static SourceConnector connector(Class<?> type) throws ReflectiveOperationException {
    return (SourceConnector) type.getConstructor().newInstance();
  }

  /**
   * Starts a connector. Blocks.
   *
   * @param offset where it begins
   * @throws RuntimeException what the connector throws
   */
  static ConnectorTask start(
      Class<?> type, Map<String, String> configuration, Map<String, Object> offset)
      throws ReflectiveOperationException {
    SourceConnector connector = connector(type);
    GivenOffset offsets = new GivenOffset(offset);
    connector.initialize(new Context(configuration, offsets));
    connector.start(configuration);
    Map<String, String> ofTask = connector.taskConfigs(1).get(0);
    SourceTask task =
        (SourceTask) connector.taskClass().asSubclass(Task.class).getConstructor().newInstance();
    task.initialize(new Context(ofTask, offsets));
    ConnectorTask started = new ConnectorTask(connector, task);
    boolean running = false;
    try {
      task.start(ofTask);
      running = true;
      return started;
    } finally {
      if (!running) {
        started.close();
      }
    }
  }

  /** The next records; none if none came for a while. */
  List<SourceRecord> poll() throws InterruptedException {
    List<SourceRecord> records = task.poll();
    return records == null ? List.of() : records;
  }

  @Override
  public void close() {
    task.stop();
    connector.stop();
  }

  /** What both are given of a worker. */
  private record Context(Map<String, String> configs, OffsetStorageReader offsetStorageReader)
      implements SourceConnectorContext, SourceTaskContext {

    @Override
    public void requestTaskReconfiguration() {
      throw new IllegalStateException("a connector with one task has nothing to share out anew");
    }

    @Override
    public void raiseError(Exception failure) {
      throw new IllegalStateException("the connector failed", failure);
    }

    @Override
    public PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException("metrics of connectors are not gathered");
    }
  }

  /** Tells one place, whatever it is asked for. */
  private record GivenOffset(Map<String, Object> offset) implements OffsetStorageReader {

    @Override
    public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
      return offset;
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(
        Collection<Map<String, T>> partitions) {
      Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>();
      partitions.forEach(partition -> offsets.put(partition, offset));
      return offsets;
    }
  }
}
