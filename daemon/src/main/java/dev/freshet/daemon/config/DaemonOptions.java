package dev.freshet.daemon.config;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.daemon.scan.ReadOrder;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of the daemon itself. */
public final class DaemonOptions {

  static final String NAME = "name";
  static final String CONNECTOR_CLASS = "connector.class";
  static final String STATE_DIR = "state.dir";
  static final String START_FROM = "start.from";
  static final String POSITION_LOST = "position.lost";
  static final String WARM_ON_START = "warm.on.start";
  static final String WARM_RATE = "warm.rate";
  static final String WARM_ON_EVICTION = "warm.on.eviction";
  static final String WARM_ORDER = "warm.order";
  static final String SCAN_MAX_THREADS_RUNNING = "scan.max.threads.running";
  static final String SCAN_MAX_REPLICA_LAG = "scan.max.replica.lag";
  static final String VERIFY_INTERVAL = "verify.interval";
  static final String CANARY_TABLE = "canary.table";
  static final String CANARY_INTERVAL = "canary.interval";
  static final String ADMIN_LISTEN = "admin.listen";
  static final String ADMIN_TOKEN = "admin.token";
  static final String READY_MAX_LAG = "ready.max.lag";
  static final String START_TIMEOUT = "start.timeout";
  static final String SHUTDOWN_TIMEOUT = "shutdown.timeout";
  static final String QUEUE_BYTES = "queue.bytes";
  static final String BATCH_MAX_BYTES = "batch.max.bytes";
  static final String POOL_QUEUE_BYTES = "pool.queue.bytes";
  static final String PLUGIN_PATH = "plugin.path";
  static final String PLUGIN_TIMEOUT = "plugin.timeout";
  static final String TRANSFORMS = "transforms";
  static final String PREDICATES = "predicates";
  static final String TRANSFORMERS = "transformers";
  static final String POOLS = "pools";

  static final String DEFAULT_CONNECTOR_CLASS = "binlog";
  static final String DEFAULT_PLUGIN_TIMEOUT = "5s";

  /** The key, behind {@code transformers.NAME.}, that chooses the kind of transformer. */
  static final String TRANSFORMER_TYPE = "type";

  private static final Pattern NAME_TEXT = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern CANARY_TABLE_TEXT = Pattern.compile("\\w+\\.\\w+");
  private static final Duration SHORTEST_CANARY_INTERVAL = Duration.ofMillis(100);
  private static final Pattern COMPONENT_NAME_TEXT = Pattern.compile("[A-Za-z0-9_-]+");
  private static final long SMALLEST_MEMORY = 64 * 1024;

  /** A shorter one would be taken up by the pauses of a busy machine. */
  private static final Duration SHORTEST_PLUGIN_TIMEOUT = Duration.ofMillis(100);

  /** A shorter one would be taken up by waiting. */
  private static final Duration SHORTEST_VERIFY_INTERVAL = Duration.ofSeconds(10);

  /** All of them, in the order of the reference page. */
  public static final List<ConfigOption> ALL =
      List.of(
          ConfigOption.required(
              NAME,
              OptionType.STRING,
              DaemonOptions::nameProblem,
              "What this daemon is called: letters, digits, '.', '_' and '-'. Metrics, the status"
                  + " and the default of database.server.id and state.dir are made from it."),
          ConfigOption.optional(
              CONNECTOR_CLASS,
              OptionType.STRING,
              DEFAULT_CONNECTOR_CLASS,
              OptionValidator.ANY,
              "Where changes come from: binlog reads the binlog of MySQL or MariaDB;"
                  + " io.debezium.connector.mysql.MySqlConnector and"
                  + " io.debezium.connector.mariadb.MariaDbConnector read it through Debezium, and"
                  + " take its options: see docs/debezium.md."),
          ConfigOption.optional(
              STATE_DIR,
              OptionType.STRING,
              "",
              DaemonOptions::pathProblem,
              "The folder for positions and dead letters. One daemon at a time may use it. Empty:"
                  + " /var/lib/freshet/ followed by the name."),
          ConfigOption.optional(
              START_FROM,
              OptionType.STRING,
              "latest",
              OptionValidator.oneOf("latest", "earliest"),
              "Where to begin when no position is stored: latest is the end of the binlog, earliest"
                  + " the oldest binlog that is kept."),
          ConfigOption.optional(
              POSITION_LOST,
              OptionType.STRING,
              "fail",
              OptionValidator.oneOf("fail", "warm"),
              "What happens when the database no longer has the changes that follow a stored position:"
                  + " fail, run ends with a message; warm, the pools go on at the end of the binlog, are"
                  + " filled again, and what is left of the changes that were lost is mended."),
          ConfigOption.optional(
              WARM_ON_START,
              OptionType.STRING,
              "never",
              OptionValidator.oneOf("never", "when-empty", "always"),
              "Which pools run fills from the database when it starts: never, none; when-empty, those"
                  + " that have no stored position, those that hold nothing, and those of which an"
                  + " earlier warm-up was interrupted; always, all of them."),
          ConfigOption.optional(
              WARM_RATE,
              OptionType.INTEGER,
              "0",
              DaemonOptions::countProblem,
              "How many rows a second run reads at most where it fills pools by itself: at start, and"
                  + " when a server of a pool that had been filled comes back empty. 0: no limit."),
          ConfigOption.optional(
              WARM_ON_EVICTION,
              OptionType.STRING,
              "stop",
              OptionValidator.oneOf("stop", "continue"),
              "What becomes of the filling of pools when a server drops items to make room: stop ends"
                  + " it, since the pool is too small; continue goes on."),
          ConfigOption.optional(
              WARM_ORDER,
              OptionType.LIST,
              "",
              ReadOrder::problem,
              "The transformers that pools are filled for first, in this order: photo desc, user."
                  + " With desc behind a name its tables are read from the highest key down, the"
                  + " newest rows first. What is not named comes after that."),
          ConfigOption.optional(
              SCAN_MAX_THREADS_RUNNING,
              OptionType.INTEGER,
              "64",
              DaemonOptions::countProblem,
              "How many threads the database may have running (Threads_running) while tables are read"
                  + " from end to end, to fill pools or to compare them. Above it, reading waits. 0: any"
                  + " number."),
          ConfigOption.optional(
              SCAN_MAX_REPLICA_LAG,
              OptionType.DURATION,
              "10s",
              OptionValidator.ANY,
              "How far a replica of query.hosts may be behind while tables are read from it. Above it,"
                  + " reading waits. 0: any time."),
          ConfigOption.optional(
              VERIFY_INTERVAL,
              OptionType.DURATION,
              "0",
              DaemonOptions::intervalProblem,
              "How long run takes to compare all pools with the database once, over and over: 1d is"
                  + " every row once a day. What is different or surplus is mended; what is missing is"
                  + " counted. 0: never."),
          ConfigOption.optional(
              CANARY_TABLE,
              OptionType.STRING,
              "",
              DaemonOptions::canaryTableProblem,
              "A table, as database.table, in which run changes a row of its own at intervals, to"
                  + " measure how long it takes until each pool shows that. It has the columns name"
                  + " VARCHAR(100) PRIMARY KEY and beat BIGINT, and the account needs INSERT and UPDATE"
                  + " on it. Empty: none."),
          ConfigOption.optional(
              CANARY_INTERVAL,
              OptionType.DURATION,
              "10s",
              DaemonOptions::canaryIntervalProblem,
              "How often that row is changed."),
          ConfigOption.optional(
              ADMIN_LISTEN,
              OptionType.STRING,
              "127.0.0.1:8577",
              DaemonOptions::listenProblem,
              "Where health, metrics and status are served over HTTP, as host:port. Empty: nowhere."
                  + " Any address but a loopback one needs admin.token."),
          ConfigOption.optional(
              ADMIN_TOKEN,
              OptionType.PASSWORD,
              "",
              DaemonOptions::tokenProblem,
              "What a client has to send as 'Authorization: Bearer TOKEN'. Empty: nothing."),
          ConfigOption.optional(
              READY_MAX_LAG,
              OptionType.DURATION,
              "30s",
              OptionValidator.ANY,
              "How far behind the source the daemon may be and still be ready."),
          ConfigOption.optional(
              START_TIMEOUT,
              OptionType.DURATION,
              "15s",
              OptionValidator.ANY,
              "How long run keeps trying to reach the database at start before it gives up. Once it"
                  + " has been reached, lost connections are tried again for ever."),
          ConfigOption.optional(
              SHUTDOWN_TIMEOUT,
              OptionType.DURATION,
              "8s",
              OptionValidator.ANY,
              "How long the pools may take at the end to acknowledge what they have been given."
                  + " What they have not is done again at the next start."),
          ConfigOption.optional(
              QUEUE_BYTES,
              OptionType.SIZE,
              "8m",
              DaemonOptions::memoryProblem,
              "Memory for changes that have been read and not yet transformed. When it is full,"
                  + " reading waits."),
          ConfigOption.optional(
              BATCH_MAX_BYTES,
              OptionType.SIZE,
              "1m",
              DaemonOptions::memoryProblem,
              "How large a batch of cache operations grows before it is given to the pools."),
          ConfigOption.optional(
              POOL_QUEUE_BYTES,
              OptionType.SIZE,
              "64m",
              DaemonOptions::memoryProblem,
              "Memory for the operations that one pool has been given and has not acknowledged. A"
                  + " pool that needs more is detached and catches up from the binlog, so that it"
                  + " holds up no other."),
          ConfigOption.optional(
              PLUGIN_PATH,
              OptionType.LIST,
              "",
              DaemonOptions::pathProblem,
              "The folders that plug-ins lie in with further kinds of transformers, or with transforms"
                  + " and predicates of Kafka Connect's, as for Kafka Connect: each folder directly in one of them is a plug-in, with all its jars,"
                  + " and so is each jar."),
          ConfigOption.optional(
              PLUGIN_TIMEOUT,
              OptionType.DURATION,
              DEFAULT_PLUGIN_TIMEOUT,
              DaemonOptions::timeoutProblem,
              "How long a plug-in's transformer, or the transforms where one comes from a plug-in, may"
                  + " take for one change. A change for which they take longer becomes a dead letter;"
                  + " after three of them they are switched off."),
          ConfigOption.optional(
              TRANSFORMS,
              OptionType.LIST,
              "",
              text -> namesProblem(text, "transform"),
              "The names of Kafka Connect's single message transforms that changes of rows run"
                  + " through before the transformers see them, in this order. Each is configured by"
                  + " keys that begin with transforms.NAME."),
          ConfigOption.optional(
              PREDICATES,
              OptionType.LIST,
              "",
              text -> namesProblem(text, "predicate"),
              "The names of the predicates that transforms may depend on. Each is configured by keys"
                  + " that begin with predicates.NAME."),
          ConfigOption.required(
              TRANSFORMERS,
              OptionType.LIST,
              text -> namesProblem(text, "transformer"),
              "The names of the transformers: letters, digits, '_' and '-'. Each is configured by"
                  + " keys that begin with transformers.NAME."),
          ConfigOption.required(
              POOLS,
              OptionType.LIST,
              text -> namesProblem(text, "pool"),
              "The names of the pools: letters, digits, '_' and '-'. Each is configured by keys"
                  + " that begin with pools.NAME. Every pool gets what every transformer makes, unless"
                  + " transformers.NAME.pools says otherwise."));

  private DaemonOptions() {}

  /** The option that chooses the kind of a transformer. */
  static ConfigOption transformerType(Set<String> known) {
    return ConfigOption.required(
        TRANSFORMER_TYPE,
        OptionType.STRING,
        OptionValidator.oneOf(known.toArray(String[]::new)),
        "The kind of transformer: " + String.join(", ", known) + ".");
  }

  /** The option that says which pools get what a transformer makes. */
  static final ConfigOption TRANSFORMER_POOLS =
      ConfigOption.optional(
          "pools",
          OptionType.LIST,
          "",
          OptionValidator.ANY,
          "The pools that get what this transformer makes, among those that pools lists; all where"
              + " none are given.");

  /** What is wrong with the name of the canary's table; null if nothing is. */
  static @Nullable String canaryTableProblem(String text) {
    return text.isEmpty() || CANARY_TABLE_TEXT.matcher(text).matches()
        ? null
        : "is not database.table, of letters, digits and _";
  }

  private static @Nullable String canaryIntervalProblem(String text) {
    Duration interval = (Duration) OptionType.DURATION.parse(text);
    return interval.compareTo(SHORTEST_CANARY_INTERVAL) < 0 ? "is less than 100ms" : null;
  }

  private static @Nullable String nameProblem(String text) {
    return NAME_TEXT.matcher(text).matches()
        ? null
        : "has characters other than letters, digits, '.', '_' and '-'";
  }

  private static @Nullable String namesProblem(String text, String what) {
    List<?> names = (List<?>) OptionType.LIST.parse(text);
    if (names.isEmpty()) {
      return "names no " + what;
    }
    Set<Object> seen = new HashSet<>();
    for (Object name : names) {
      if (!COMPONENT_NAME_TEXT.matcher((String) name).matches()) {
        return "names " + name + ", which has characters other than letters, digits, '_' and '-'";
      }
      if (!seen.add(name)) {
        return "names " + name + " twice";
      }
    }
    return null;
  }

  private static @Nullable String pathProblem(String text) {
    return text.indexOf('\0') < 0 ? null : "is not a path";
  }

  private static @Nullable String listenProblem(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      ListenAddress.parse(text);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** RFC 6750, section 2.1, allows these characters in a bearer token. */
  private static @Nullable String tokenProblem(String text) {
    return text.matches("[A-Za-z0-9._~+/-]+=*")
        ? null
        : "has characters that a bearer token cannot have: use letters, digits and ._~+/-";
  }

  /** Whether {@code text} can be the value of {@link #PLUGIN_TIMEOUT}. */
  static boolean isPluginTimeout(String text) {
    return ALL.stream()
        .filter(option -> option.name().equals(PLUGIN_TIMEOUT))
        .allMatch(option -> option.problem(text) == null);
  }

  private static @Nullable String timeoutProblem(String text) {
    Duration timeout = (Duration) OptionType.DURATION.parse(text);
    return timeout.compareTo(SHORTEST_PLUGIN_TIMEOUT) < 0 ? "is less than 100ms" : null;
  }

  private static @Nullable String countProblem(String text) {
    return (Long) OptionType.INTEGER.parse(text) < 0 ? "is less than 0" : null;
  }

  private static @Nullable String intervalProblem(String text) {
    Duration interval = (Duration) OptionType.DURATION.parse(text);
    return !interval.isZero() && interval.compareTo(SHORTEST_VERIFY_INTERVAL) < 0
        ? "is less than 10s"
        : null;
  }

  private static @Nullable String memoryProblem(String text) {
    long bytes = (Long) OptionType.SIZE.parse(text);
    return bytes < SMALLEST_MEMORY ? "is less than 64k" : null;
  }
}
