package dev.freshet.benchmarks.candidate;

import dev.freshet.benchmarks.rival.DebeziumToXmemcached;
import dev.freshet.benchmarks.workload.MappedTable;
import dev.freshet.benchmarks.workload.Workload;
import dev.freshet.testkit.DatabaseServer;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Debezium Embedded and Xmemcached, on the binlog or with a snapshot of what is there. What differs
 * from Debezium's defaults is to its advantage: larger batches and queues, no encryption on the
 * way, and no long wait between polls.
 */
public final class RivalCandidate implements Candidate {
  private static final String OFFSETS = "offsets.dat";
  private static final String TOPIC_PREFIX = "benchmark";

  private final String classPath;
  private final int workers;
  private final boolean takesSnapshot;

  private RivalCandidate(String classPath, int workers, boolean takesSnapshot) {
    this.classPath = classPath;
    this.workers = workers;
    this.takesSnapshot = takesSnapshot;
  }

  /**
   * One that carries changes.
   *
   * @param classPath that of this module
   * @param workers threads that set keys
   */
  public static RivalCandidate streaming(String classPath, int workers) {
    return new RivalCandidate(classPath, workers, false);
  }

  /**
   * One that begins with all rows that are there.
   *
   * @param classPath that of this module
   * @param workers threads that set keys
   */
  public static RivalCandidate takingSnapshot(String classPath, int workers) {
    return new RivalCandidate(classPath, workers, true);
  }

  @Override
  public String name() {
    return "Debezium + Xmemcached";
  }

  @Override
  public boolean keepsState() {
    return !takesSnapshot;
  }

  /**
   * Debezium writes its offsets some time after it has begun to read, and not when it is stopped.
   */
  @Override
  public boolean hasPlace(Assignment assignment) throws IOException {
    if (takesSnapshot) {
      return true;
    }
    Path offsets = assignment.state().resolve(OFFSETS);
    return Files.exists(offsets)
        && new String(Files.readAllBytes(offsets), StandardCharsets.ISO_8859_1)
            .contains("\"pos\":");
  }

  @Override
  public List<String> command(Assignment assignment) throws IOException {
    Files.createDirectories(assignment.state());
    Path file = assignment.folder().resolve("debezium.properties");
    write(properties(assignment), file);
    Path keys = assignment.folder().resolve("keys.properties");
    write(keyPrefixes(assignment), keys);
    List<String> command =
        new ArrayList<>(
            List.of(
                "-cp",
                classPath,
                DebeziumToXmemcached.class.getName(),
                file.toString(),
                keys.toString(),
                Integer.toString(workers)));
    command.addAll(assignment.pools());
    return command;
  }

  private static void write(Properties properties, Path file) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
  }

  private static Properties keyPrefixes(Assignment assignment) {
    Properties prefixes = new Properties();
    for (MappedTable table : assignment.mapping().tables()) {
      prefixes.setProperty(TOPIC_PREFIX + "." + table.name(), table.keyPrefix());
    }
    return prefixes;
  }

  private Properties properties(Assignment assignment) {
    DatabaseServer database = assignment.database();
    Path state = assignment.state();
    Properties properties = new Properties();
    properties.setProperty("name", "benchmark");
    properties.setProperty("topic.prefix", TOPIC_PREFIX);
    properties.setProperty("connector.class", "io.debezium.connector.mysql.MySqlConnector");
    properties.setProperty("database.hostname", database.host());
    properties.setProperty("database.port", Integer.toString(database.port()));
    properties.setProperty("database.user", database.user());
    properties.setProperty("database.password", database.password());
    properties.setProperty("database.server.id", "860772");
    properties.setProperty("database.ssl.mode", "disabled");
    properties.setProperty("driver.allowPublicKeyRetrieval", "true");
    properties.setProperty("database.include.list", Workload.DATABASE);
    properties.setProperty("table.include.list", assignment.mapping().tableNames());
    properties.setProperty("snapshot.mode", takesSnapshot ? "initial" : "no_data");
    properties.setProperty("tombstones.on.delete", "false");
    properties.setProperty("max.batch.size", "8192");
    properties.setProperty("max.queue.size", "32768");
    properties.setProperty("poll.interval.ms", "10");
    properties.setProperty(
        "offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
    properties.setProperty("offset.storage.file.filename", state.resolve(OFFSETS).toString());
    // on an idle database the first batch is the only one, and has to be stored at once
    properties.setProperty("offset.flush.interval.ms", assignment.storesPlace() ? "0" : "1000");
    properties.setProperty(
        "schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory");
    properties.setProperty(
        "schema.history.internal.file.filename", state.resolve("history.dat").toString());
    return properties;
  }
}
