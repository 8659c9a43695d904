package dev.freshet.connector.binlog;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.query.QueryOptions;
import dev.freshet.connector.schema.HostAddress;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TlsMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a binlog source, read.
 *
 * @param servers where the server is, or each of those of which one is followed
 * @param serverId the id of the first stream in replication; later streams count on from it
 * @param tables the tables that are mapped
 * @param zone the time zone that TIMESTAMP values are shown in
 * @param heartbeat how often the server says that it is there
 * @param minimumBackoff the first pause before connecting again
 * @param maximumBackoff the longest one
 * @param maximumChunkBytes the size from which a transaction is handed on in parts, in bytes
 * @param statements what becomes of rows that are changed by statements
 * @param queries how the database itself is asked
 */
public record BinlogOptions(
    List<ServerAccess> servers,
    long serverId,
    TableFilter tables,
    ZoneId zone,
    Duration heartbeat,
    Duration minimumBackoff,
    Duration maximumBackoff,
    long maximumChunkBytes,
    RowsByStatement statements,
    QueryOptions queries) {

  /** The option that names several servers. */
  public static final String HOSTS = "database.hosts";

  private static final String HOSTNAME = "database.hostname";
  private static final String PORT = "database.port";
  private static final String USER = "database.user";
  private static final String PASSWORD = "database.password";
  private static final String SERVER_ID = "database.server.id";
  private static final String SSL_MODE = "database.ssl.mode";
  private static final String TRUSTSTORE = "database.ssl.truststore";
  private static final String TRUSTSTORE_PASSWORD = "database.ssl.truststore.password";
  private static final String TABLES = "table.include.list";
  private static final String TIME_ZONE = "time.zone";
  private static final String HEARTBEAT = "heartbeat.interval";
  private static final String CONNECT_TIMEOUT = "connect.timeout";
  private static final String MINIMUM_BACKOFF = "connect.backoff.min";
  private static final String MAXIMUM_BACKOFF = "connect.backoff.max";
  private static final String CHUNK_BYTES = "max.transaction.chunk.bytes";
  private static final String STATEMENT_FORMAT = "statement.format";

  private static final String USUAL_PORT = "3306";
  private static final long LARGEST_SERVER_ID = 0xffffffffL;

  /** Ids that are made from names lie from here on, out of the way of those that people give. */
  private static final long FIRST_DERIVED_ID = 0x40000000L;

  private static final long DERIVED_IDS = 0x3fffff00L;

  private static final List<ConfigOption> OWN =
      List.of(
          ConfigOption.optional(
              HOSTNAME,
              OptionType.STRING,
              "",
              OptionValidator.ANY,
              "Name or address of the MySQL or MariaDB server whose binlog is read. It has to be"
                  + " given unless database.hosts is."),
          ConfigOption.optional(
              PORT,
              OptionType.INTEGER,
              USUAL_PORT,
              OptionValidator.between(1, 65535),
              "Port of the server."),
          ConfigOption.optional(
              HOSTS,
              OptionType.LIST,
              "",
              HostAddress::problem,
              "In place of database.hostname: servers that replicate from one another, each as"
                  + " host:port, 3306 where no port is given. One of them is read; when it cannot"
                  + " be reached any more, it and then the others are tried in this order, and the"
                  + " first is read that has all transactions that have been read before. Needs"
                  + " GTIDs."),
          ConfigOption.required(
              USER,
              OptionType.STRING,
              OptionValidator.ANY,
              "Account for reading the binlog and the tables. It needs REPLICATION SLAVE,"
                  + " REPLICATION CLIENT and SELECT."),
          ConfigOption.optional(
              PASSWORD,
              OptionType.PASSWORD,
              "",
              OptionValidator.ANY,
              "Password of the account. Best given as ${env:NAME}."),
          ConfigOption.optional(
              SERVER_ID,
              OptionType.INTEGER,
              "",
              OptionValidator.between(1, LARGEST_SERVER_ID),
              "Id by which the server tells its replicas apart; each reader of a server needs one"
                  + " of its own, and pools that catch up use the ids that follow. By default it is"
                  + " derived from the daemon's name."),
          ConfigOption.optional(
              SSL_MODE,
              OptionType.STRING,
              "preferred",
              OptionValidator.oneOf(
                  "disabled", "preferred", "required", "verify_ca", "verify_identity"),
              "Whether connections are encrypted (preferred: if the server can) and what is"
                  + " verified: the certificate (verify_ca), or also the host name in it"
                  + " (verify_identity)."),
          ConfigOption.optional(
              TRUSTSTORE,
              OptionType.STRING,
              "",
              OptionValidator.ANY,
              "File with trusted certificates, JKS or PKCS12. By default those that Java trusts."),
          ConfigOption.optional(
              TRUSTSTORE_PASSWORD,
              OptionType.PASSWORD,
              "",
              OptionValidator.ANY,
              "Password of the file with trusted certificates."),
          ConfigOption.optional(
              TABLES,
              OptionType.LIST,
              "",
              BinlogOptions::tablesProblem,
              "Tables to read, each as database.table or a regular expression for that. By default"
                  + " the tables that the transformers name."),
          ConfigOption.optional(
              TIME_ZONE,
              OptionType.STRING,
              "UTC",
              BinlogOptions::zoneProblem,
              "Time zone in which TIMESTAMP values are shown, such as UTC, +02:00 or"
                  + " Europe/Berlin."),
          ConfigOption.optional(
              HEARTBEAT,
              OptionType.DURATION,
              "1s",
              atLeast(Duration.ofMillis(100)),
              "How often the server says that it is there while it has nothing to send. After ten"
                  + " intervals of silence, and no less than 5s, the connection counts as lost."),
          ConfigOption.optional(
              CONNECT_TIMEOUT,
              OptionType.DURATION,
              "10s",
              atLeast(Duration.ofMillis(100)),
              "How long connecting and logging in may take."),
          ConfigOption.optional(
              MINIMUM_BACKOFF,
              OptionType.DURATION,
              "200ms",
              atLeast(Duration.ofMillis(1)),
              "Pause before connecting again for the first time; it doubles from then on."),
          ConfigOption.optional(
              MAXIMUM_BACKOFF,
              OptionType.DURATION,
              "30s",
              atLeast(Duration.ofMillis(1)),
              "Longest pause before connecting again."),
          ConfigOption.optional(
              CHUNK_BYTES,
              OptionType.SIZE,
              "1m",
              OptionValidator.ANY,
              "Size from which a transaction is handed on in parts, so that it need not fit into"
                  + " memory."),
          ConfigOption.optional(
              STATEMENT_FORMAT,
              OptionType.STRING,
              RowsByStatement.STOP.text(),
              OptionValidator.oneOf(RowsByStatement.STOP.text(), RowsByStatement.INVALIDATE.text()),
              "What becomes of a mapped table whose rows a session has changed with"
                  + " binlog_format=STATEMENT, so that the binlog does not tell which: stop, the"
                  + " stream stops; invalidate, what pools hold of the table is compared with the"
                  + " database, and what is wrong removed or mended."));

  /** The options, by their full names. */
  public static final List<ConfigOption> ALL =
      Stream.concat(OWN.stream(), QueryOptions.ALL.stream()).toList();

  /** What settings with {@link #ALL} say. */
  public static BinlogOptions of(String name, Settings settings, TableFilter tables) {
    ServerAccess first =
        new ServerAccess(
            settings.string(HOSTNAME).trim(),
            (int) settings.integer(PORT),
            settings.string(USER),
            settings.string(PASSWORD),
            TlsMode.of(settings.string(SSL_MODE)),
            settings.string(TRUSTSTORE).trim(),
            settings.string(TRUSTSTORE_PASSWORD),
            settings.duration(CONNECT_TIMEOUT));
    List<ServerAccess> servers =
        settings.list(HOSTS).stream()
            .map(HostAddress::parse)
            .map(host -> first.at(host.host(), host.port()))
            .toList();
    ZoneId zone = ZoneId.of(settings.string(TIME_ZONE).trim()).normalized();
    return new BinlogOptions(
        servers.isEmpty() ? List.of(first) : servers,
        settings.has(SERVER_ID) ? settings.integer(SERVER_ID) : derivedServerId(name),
        included(settings.list(TABLES), tables),
        zone,
        settings.duration(HEARTBEAT),
        settings.duration(MINIMUM_BACKOFF),
        settings.duration(MAXIMUM_BACKOFF),
        settings.size(CHUNK_BYTES),
        RowsByStatement.of(settings.string(STATEMENT_FORMAT).trim()),
        QueryOptions.of(settings, first, zone));
  }

  /** Where the server is; of several, the first. */
  public ServerAccess access() {
    return servers.get(0);
  }

  /** What is wrong with settings that are each right for themselves, by option. */
  static Map<String, String> problems(Settings settings) {
    Map<String, String> problems = new HashMap<>();
    boolean isNamed = settings.has(HOSTNAME);
    if (settings.has(HOSTS) && isNamed) {
      problems.put(
          HOSTS,
          "stands beside "
              + HOSTNAME
              + ": name the servers in one of them, and take the other out");
    } else if (settings.has(HOSTS) && settings.integer(PORT) != Integer.parseInt(USUAL_PORT)) {
      problems.put(PORT, "says nothing beside " + HOSTS + ": give each of these as host:port");
    } else if (!settings.has(HOSTS) && !isNamed) {
      problems.put(HOSTNAME, "is missing: name the server there, or several in " + HOSTS);
    }
    if (settings.duration(MAXIMUM_BACKOFF).compareTo(settings.duration(MINIMUM_BACKOFF)) < 0) {
      problems.put(MAXIMUM_BACKOFF, "is less than " + MINIMUM_BACKOFF);
    }
    return problems;
  }

  private static TableFilter included(List<String> expressions, TableFilter tables) {
    if (expressions.isEmpty()) {
      return tables;
    }
    List<TableFilter> filters = expressions.stream().map(TableFilter::of).toList();
    return table ->
        tables.matches(table) && filters.stream().anyMatch(filter -> filter.matches(table));
  }

  /** The same name always gives the same id; the last byte is left for the numbers of streams. */
  static long derivedServerId(String name) {
    CRC32 hash = new CRC32();
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    return FIRST_DERIVED_ID + (hash.getValue() << 8) % DERIVED_IDS;
  }

  public BinlogOptions {
    servers = List.copyOf(servers);
  }

  private static @Nullable String tablesProblem(String text) {
    return ((List<?>) OptionType.LIST.parse(text))
        .stream()
            .map(expression -> TableFilter.problem((String) expression))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  private static @Nullable String zoneProblem(String text) {
    try {
      ZoneId.of(text.trim());
      return null;
    } catch (DateTimeException e) {
      return "is not a time zone such as UTC, +02:00 or Europe/Berlin";
    }
  }

  private static OptionValidator atLeast(Duration minimum) {
    return text -> {
      Duration value = (Duration) OptionType.DURATION.parse(text);
      return value.compareTo(minimum) >= 0 ? null : "is less than " + minimum.toMillis() + "ms";
    };
  }
}
