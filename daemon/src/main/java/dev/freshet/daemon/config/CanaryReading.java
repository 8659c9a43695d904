package dev.freshet.daemon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Configures the transformer that the canary needs, as if it stood in the file. */
final class CanaryReading {

  /** What the transformer is called. */
  static final String TRANSFORMER = "canary";

  private CanaryReading() {}

  /** The values with those of the transformer, if there is a canary. */
  static GivenValues expand(GivenValues given, Consumer<ConfigProblem> problems) {
    String table = given.text(DaemonOptions.CANARY_TABLE);
    if (DaemonOptions.canaryTableProblem(table) != null || table.isEmpty()) {
      return given;
    }
    String prefix = DaemonOptions.TRANSFORMERS + "." + TRANSFORMER + ".";
    if (!given.keysUnder(prefix).isEmpty()
        || given.elements(DaemonOptions.TRANSFORMERS).contains(TRANSFORMER)) {
      problems.accept(
          new ConfigProblem(
              DaemonOptions.TRANSFORMERS,
              given.text(DaemonOptions.TRANSFORMERS),
              "has a transformer called canary, which canary.table makes",
              "give yours another name, or leave canary.table out"));
      return given;
    }
    Map<String, GivenValue> values = new LinkedHashMap<>(given.values());
    List<String> keys = new ArrayList<>(given.keys());
    Map.of(
            "type",
            "row",
            "table",
            table,
            "key",
            DaemonSettings.canaryKeys(given.text(DaemonOptions.NAME)),
            "columns",
            "name,beat")
        .forEach(
            (option, text) -> {
              keys.add(prefix + option);
              values.put(prefix + option, new GivenValue(text, text, List.of()));
            });
    String listed = given.text(DaemonOptions.TRANSFORMERS);
    String more = listed.isEmpty() ? TRANSFORMER : listed + "," + TRANSFORMER;
    values.put(DaemonOptions.TRANSFORMERS, new GivenValue(more, more, List.of()));
    if (!given.has(DaemonOptions.TRANSFORMERS)) {
      keys.add(DaemonOptions.TRANSFORMERS);
    }
    return new GivenValues(List.copyOf(keys), values);
  }
}
