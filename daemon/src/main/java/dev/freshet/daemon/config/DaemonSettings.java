package dev.freshet.daemon.config;

import dev.freshet.api.change.TableName;
import dev.freshet.api.config.Settings;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.daemon.scan.LoadLimit;
import dev.freshet.daemon.scan.ReadOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The daemon's own settings.
 *
 * @param name what it is called
 * @param stateDirectory the folder for positions and dead letters
 * @param startFrom where to begin when no position is stored
 * @param positionLost what is done when changes that follow a stored position are gone
 * @param warmOnStart which pools are filled from the database at start
 * @param warmRate how many rows a second it reads at most to fill pools by itself; 0 for no limit
 * @param warmStopsOnEviction whether filling pools ends when a server drops items to make room
 * @param warmOrder what is filled first
 * @param scanThreadsRunning how many threads of the database may be running while tables are read;
 *     0 for any number
 * @param scanReplicaLag how far a replica may be behind while tables are read; zero for any time
 * @param verifyInterval how long it takes to compare all pools once; zero for never
 * @param canaryTable where a row is changed at intervals; empty if nowhere
 * @param canaryInterval how often
 * @param adminListen where the admin endpoint listens; empty if there is none
 * @param adminToken what clients of the admin endpoint have to know; empty if nothing
 * @param readyMaxLag how far behind it may be and still be ready
 * @param startTimeout how long it tries to reach the source at start
 * @param shutdownTimeout how long the pools may take to acknowledge at the end
 * @param queueBytes memory between reader and pipeline, in bytes
 * @param batchMaxBytes the size at which a batch is given to the pools, in bytes
 * @param poolQueueBytes memory for what one pool has not acknowledged, in bytes
 * @param pluginPath the folders that plug-ins lie in
 * @param pluginTimeout how long a call of a plug-in may take
 */
public record DaemonSettings(
    String name,
    Path stateDirectory,
    StartFrom startFrom,
    PositionLost positionLost,
    WarmOnStart warmOnStart,
    long warmRate,
    boolean warmStopsOnEviction,
    ReadOrder warmOrder,
    long scanThreadsRunning,
    Duration scanReplicaLag,
    Duration verifyInterval,
    Optional<TableName> canaryTable,
    Duration canaryInterval,
    Optional<ListenAddress> adminListen,
    String adminToken,
    Duration readyMaxLag,
    Duration startTimeout,
    Duration shutdownTimeout,
    long queueBytes,
    long batchMaxBytes,
    long poolQueueBytes,
    List<String> pluginPath,
    Duration pluginTimeout) {

  private static final Path STATE_ROOT = Path.of("/var/lib/freshet");

  static DaemonSettings of(Settings settings) {
    String name = settings.string(DaemonOptions.NAME);
    return new DaemonSettings(
        name,
        settings.has(DaemonOptions.STATE_DIR)
            ? Path.of(settings.string(DaemonOptions.STATE_DIR))
            : STATE_ROOT.resolve(name),
        StartFrom.valueOf(settings.string(DaemonOptions.START_FROM).toUpperCase(Locale.ROOT)),
        PositionLost.parse(settings.string(DaemonOptions.POSITION_LOST)),
        WarmOnStart.parse(settings.string(DaemonOptions.WARM_ON_START)),
        settings.integer(DaemonOptions.WARM_RATE),
        settings.string(DaemonOptions.WARM_ON_EVICTION).trim().equals("stop"),
        ReadOrder.parse(settings.list(DaemonOptions.WARM_ORDER)),
        settings.integer(DaemonOptions.SCAN_MAX_THREADS_RUNNING),
        settings.duration(DaemonOptions.SCAN_MAX_REPLICA_LAG),
        settings.duration(DaemonOptions.VERIFY_INTERVAL),
        settings.has(DaemonOptions.CANARY_TABLE)
            ? Optional.of(table(settings.string(DaemonOptions.CANARY_TABLE).trim()))
            : Optional.empty(),
        settings.duration(DaemonOptions.CANARY_INTERVAL),
        settings.has(DaemonOptions.ADMIN_LISTEN)
            ? Optional.of(ListenAddress.parse(settings.string(DaemonOptions.ADMIN_LISTEN)))
            : Optional.empty(),
        settings.string(DaemonOptions.ADMIN_TOKEN),
        settings.duration(DaemonOptions.READY_MAX_LAG),
        settings.duration(DaemonOptions.START_TIMEOUT),
        settings.duration(DaemonOptions.SHUTDOWN_TIMEOUT),
        settings.size(DaemonOptions.QUEUE_BYTES),
        settings.size(DaemonOptions.BATCH_MAX_BYTES),
        settings.size(DaemonOptions.POOL_QUEUE_BYTES),
        settings.list(DaemonOptions.PLUGIN_PATH),
        settings.duration(DaemonOptions.PLUGIN_TIMEOUT));
  }

  private static TableName table(String text) {
    int dot = text.indexOf('.');
    return new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  /** The template of the keys that are made of the canary's table. */
  static String canaryKeys(String name) {
    return "freshet:" + name + ":canary:${name}";
  }

  /** The key that is made of this daemon's row in the canary's table. */
  public CacheKey canaryKey() {
    return CacheKey.of(canaryKeys(name).replace("${name}", name));
  }

  /** How busy the database may be while tables are read. */
  public LoadLimit scanLimit() {
    return new LoadLimit(scanThreadsRunning, scanReplicaLag);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "DaemonSettings[" + name + "]";
  }
}
