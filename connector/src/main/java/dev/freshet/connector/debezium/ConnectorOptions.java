package dev.freshet.connector.debezium;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import dev.freshet.connector.binlog.BinlogOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The options of a source that is one of Debezium's connectors: those of the binlog source, of
 * which most have their names from Debezium, and all others that the connector declares. What the
 * mapping of records relies on cannot be set.
 */
final class ConnectorOptions {

  private static final String STATE_DIR = "state.dir";
  private static final Path STATE_DIRS = Path.of("/var/lib/freshet");

  /** What the meaning of records, and of places, depends on: its values are Freshet's. */
  static final Map<String, String> FIXED =
      Map.ofEntries(
          Map.entry("bigint.unsigned.handling.mode", "precise"),
          Map.entry("binary.handling.mode", "bytes"),
          Map.entry("column.propagate.source.type", ".*"),
          Map.entry("connect.keep.alive", "false"),
          Map.entry("decimal.handling.mode", "precise"),
          Map.entry("enable.time.adjuster", "false"),
          Map.entry("event.deserialization.failure.handling.mode", "fail"),
          Map.entry("event.processing.failure.handling.mode", "fail"),
          Map.entry("extended.headers.enabled", "false"),
          Map.entry("field.name.adjustment.mode", "none"),
          Map.entry("inconsistent.schema.handling.mode", "fail"),
          Map.entry("include.schema.changes", "true"),
          Map.entry("provide.transaction.metadata", "true"),
          Map.entry("schema.history.internal.skip.unparseable.ddl", "false"),
          Map.entry("schema.history.internal.store.only.captured.databases.ddl", "false"),
          Map.entry("schema.history.internal.store.only.captured.tables.ddl", "false"),
          Map.entry("schema.name.adjustment.mode", "none"),
          Map.entry("skipped.operations", "none"),
          Map.entry("time.precision.mode", "adaptive_time_microseconds"),
          Map.entry("tombstones.on.delete", "false"));

  /** What Freshet does by itself, and how it is asked for there. */
  private static final Map<String, String> FRESHETS_OWN =
      Map.ofEntries(
          Map.entry("connect.keep.alive.interval.ms", "set heartbeat.interval instead"),
          Map.entry("connect.timeout.ms", "set connect.timeout instead"),
          Map.entry("errors.max.retries", "Freshet tries for as long as it takes"),
          Map.entry("errors.retry.delay.initial.ms", "set connect.backoff.min instead"),
          Map.entry("errors.retry.delay.max.ms", "set connect.backoff.max instead"),
          Map.entry("gtid.source.excludes", "Freshet reads the transactions of all servers"),
          Map.entry("gtid.source.includes", "Freshet reads the transactions of all servers"),
          Map.entry("heartbeat.action.query", "Freshet writes nothing to the database"),
          Map.entry("heartbeat.interval.ms", "set heartbeat.interval instead"),
          Map.entry("message.key.columns", "a transformer's key says what it is made of"),
          Map.entry("schema.history.internal", "Freshet keeps it in state.dir"),
          Map.entry("snapshot.mode", "filling pools is Freshet's: see warm.on.start"),
          Map.entry("tasks.max", "there is one task"),
          Map.entry("topic.prefix", "topics are not seen; transforms see name"));

  private ConnectorOptions() {}

  /** The options of a connector that declares {@code definitions}. */
  static List<ConfigOption> all(ConfigDef definitions) {
    List<ConfigOption> options = new ArrayList<>(BinlogOptions.ALL);
    Set<String> known = new HashSet<>();
    options.forEach(option -> known.add(option.name()));
    definitions.configKeys().values().stream()
        .filter(key -> known.add(key.name))
        .map(ConnectorOptions::option)
        .forEach(options::add);
    FIXED.keySet().stream()
        .filter(known::add)
        .sorted()
        .map(ConnectorOptions::refused)
        .forEach(options::add);
    FRESHETS_OWN.keySet().stream()
        .filter(known::add)
        .sorted()
        .map(ConnectorOptions::refused)
        .forEach(options::add);
    options.add(
        ConfigOption.optional(
            STATE_DIR,
            OptionType.STRING,
            "",
            OptionValidator.ANY,
            "The daemon's own folder, in which Debezium's history of table definitions is kept."));
    return List.copyOf(options);
  }

  private static ConfigOption option(ConfigDef.ConfigKey key) {
    if (FIXED.containsKey(key.name) || FRESHETS_OWN.containsKey(key.name)) {
      return refused(key.name);
    }
    return ConfigOption.optional(
        key.name,
        key.type == ConfigDef.Type.PASSWORD ? OptionType.PASSWORD : OptionType.STRING,
        "",
        text -> problem(key, text),
        key.documentation == null ? "" : key.documentation);
  }

  private static ConfigOption refused(String name) {
    String value = FIXED.get(name);
    String problem =
        value == null
            ? "is not for Debezium to do: " + FRESHETS_OWN.get(name) + "; take it out"
            : "cannot be set: what Freshet makes of Debezium's records takes "
                + value
                + "; take it out";
    return ConfigOption.optional(
        name,
        OptionType.STRING,
        "",
        text -> text.strip().equals(value) ? null : problem,
        "Set by Freshet.");
  }

  private static @Nullable String problem(ConfigDef.ConfigKey key, String text) {
    try {
      Object value = ConfigDef.parseType(key.name, text, key.type);
      if (key.validator != null) {
        key.validator.ensureValid(key.name, value);
      }
      return null;
    } catch (ConfigException e) {
      return "is not valid: "
          + String.valueOf(e.getMessage())
              .replaceFirst("(?s)^Invalid value .* for configuration [^:]*: ", "");
    }
  }

  /** The daemon's folder for what it keeps. */
  static Path stateFolder(String name, Settings settings) {
    return settings.has(STATE_DIR)
        ? Path.of(settings.string(STATE_DIR).trim())
        : STATE_DIRS.resolve(name);
  }

  /** What a configuration says to the connector itself. */
  static Map<String, String> given(List<ConfigOption> options, Settings settings) {
    Set<String> freshets = new HashSet<>();
    BinlogOptions.ALL.forEach(option -> freshets.add(option.name()));
    freshets.add(STATE_DIR);
    Map<String, String> given = new HashMap<>();
    for (ConfigOption option : options) {
      if (!freshets.contains(option.name()) && settings.has(option.name())) {
        given.put(option.name(), settings.string(option.name()));
      }
    }
    return given;
  }
}
