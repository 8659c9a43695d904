package dev.freshet.connector.debezium;

import dev.freshet.connector.binlog.BinlogOptions;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TlsMode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a connector is started with.
 *
 * @param connector its class
 * @param product the kind of server that it is for
 * @param name the daemon's name
 * @param options what the binlog source is told as well
 * @param stateFolder where the history of table definitions is kept
 * @param given further options, which go to the connector as they are
 */
record ConnectorSettings(
    Class<?> connector,
    Product product,
    String name,
    BinlogOptions options,
    Path stateFolder,
    Map<String, String> given) {

  /** What part of its heartbeat's period the server waits before it says that it is there. */
  private static final double KEEP_ALIVE_SHARE = 0.8;

  ConnectorSettings {
    given = Map.copyOf(given);
  }

  /** What Debezium calls the server, in each stream otherwise: it registers metrics under it. */
  String serverName(int streamId) {
    return name + "-" + streamId;
  }

  /**
   * The connector's configuration.
   *
   * @param streamId which stream it is for
   * @param historyFile the history of table definitions that it reads and continues
   * @param hasHistory whether there is anything in that
   * @param hasTls whether the server can encrypt connections
   */
  Map<String, String> configuration(
      int streamId, Path historyFile, boolean hasHistory, boolean hasTls) {
    ServerAccess access = options.access();
    Map<String, String> configuration = new HashMap<>();
    configuration.put("snapshot.locking.mode", "none");
    configuration.put("poll.interval.ms", "100");
    configuration.putAll(given);
    configuration.putAll(ConnectorOptions.FIXED);
    configuration.put("connector.class", connector.getName());
    configuration.put("name", serverName(streamId));
    configuration.put("topic.prefix", serverName(streamId));
    configuration.put("tasks.max", "1");
    configuration.put("database.hostname", access.host());
    configuration.put("database.port", Integer.toString(access.port()));
    configuration.put("database.user", access.user());
    configuration.put("database.password", access.password());
    configuration.put("database.server.id", Long.toString(options.serverId() + streamId));
    configuration.put("database.ssl.mode", tlsMode(access.tls(), hasTls));
    if (access.tls().verifies() && !access.truststore().isEmpty()) {
      configuration.put("database.ssl.truststore", access.truststore());
      configuration.put("database.ssl.truststore.password", access.truststorePassword());
    }
    if (product == Product.MYSQL) {
      // without TLS, caching_sha2_password encrypts the password with a key of the server's
      configuration.put("driver.allowPublicKeyRetrieval", "true");
    }
    long heartbeat = options.heartbeat().toMillis();
    configuration.put("heartbeat.interval.ms", Long.toString(heartbeat));
    configuration.put(
        "connect.keep.alive.interval.ms", Long.toString((long) (heartbeat / KEEP_ALIVE_SHARE)));
    configuration.put("connect.timeout.ms", Long.toString(access.connectTimeout().toMillis()));
    configuration.put("errors.max.retries", "0");
    configuration.put("snapshot.mode", hasHistory ? "no_data" : "recovery");
    configuration.put(
        "schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory");
    configuration.put("schema.history.internal.file.filename", historyFile.toString());
    return configuration;
  }

  private String tlsMode(TlsMode mode, boolean hasTls) {
    if (product == Product.MYSQL) {
      return mode.name().toLowerCase(java.util.Locale.ROOT);
    }
    return switch (mode) {
      case DISABLED -> "disable";
      case PREFERRED -> hasTls ? "trust" : "disable";
      case REQUIRED -> "trust";
      case VERIFY_CA -> "verify-ca";
      case VERIFY_IDENTITY -> "verify-full";
    };
  }
}
