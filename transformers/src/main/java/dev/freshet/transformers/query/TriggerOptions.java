package dev.freshet.transformers.query;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.key.KeyTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options that say which changes have objects reloaded. */
final class TriggerOptions {

  static final String TABLE = "table";
  static final String COLUMNS = "columns";
  private static final String ALSO = "also";
  private static final String PARAMETERS = "parameters";
  private static final String LOOKUP = "lookup";

  /** Stands for a name in the reference. */
  private static final String ANY_NAME = "OTHER";

  private TriggerOptions() {}

  /** The options, with those of the further tables that {@code given} names. */
  static List<ConfigOption> of(Map<String, String> given) {
    List<ConfigOption> options = new ArrayList<>(own());
    for (String name : names(given.getOrDefault(ALSO, ""))) {
      options.addAll(ofFurther(ALSO + "." + name + "."));
    }
    return options;
  }

  /** The options as the reference shows them. */
  static List<ConfigOption> shown() {
    List<ConfigOption> options = new ArrayList<>(own());
    options.addAll(ofFurther(ALSO + "." + ANY_NAME + "."));
    return options;
  }

  private static List<String> names(String list) {
    return ((List<?>) OptionType.LIST.parse(list))
        .stream().map(String.class::cast).filter(name -> namesProblem(name) == null).toList();
  }

  private static List<ConfigOption> own() {
    return List.of(
        ConfigOption.required(
            TABLE,
            OptionType.STRING,
            TableFilter::problem,
            "The table, as database.table, or a regular expression that matches the whole of that:"
                + " a change of a row has the object reloaded whose key its columns make, as they"
                + " were and as they are."),
        ConfigOption.optional(
            COLUMNS,
            OptionType.LIST,
            "",
            Columns::problem,
            "The columns that matter: an update that changes none of them and no column of the key"
                + " reloads nothing. All matter where none are given."),
        ConfigOption.optional(
            ALSO,
            OptionType.LIST,
            "",
            TriggerOptions::namesProblem,
            "Names for further tables that the query reads from, each with options of its own:"
                + " comments, owner. Without them their changes would not be noticed."));
  }

  private static List<ConfigOption> ofFurther(String prefix) {
    return List.of(
        ConfigOption.required(
            prefix + TABLE,
            OptionType.STRING,
            TableFilter::problem,
            "A further table, as database.table, or a regular expression for that."),
        ConfigOption.optional(
            prefix + COLUMNS,
            OptionType.LIST,
            "",
            Columns::problem,
            "The columns of it that matter; all where none are given."),
        ConfigOption.optional(
            prefix + PARAMETERS,
            OptionType.LIST,
            "",
            TriggerOptions::parametersProblem,
            "How the columns of the key are called in it, where they have other names: id=photo_id."),
        ConfigOption.optional(
            prefix + LOOKUP,
            OptionType.STRING,
            "",
            QuerySql::problem,
            "Where its rows do not tell the key: a SELECT that returns the columns of the key for"
                + " each object that a row belongs to, with :column for the row's values: SELECT"
                + " user_id FROM shop.photos WHERE id = :photo_id."));
  }

  private static @Nullable String namesProblem(String text) {
    List<String> seen = new ArrayList<>();
    for (String name : text.split(",", -1)) {
      String trimmed = name.trim();
      if (!trimmed.matches("[A-Za-z0-9_-]+")) {
        return "has the name \"%s\": names are made of letters, digits, - and _".formatted(trimmed);
      }
      if (seen.contains(trimmed)) {
        return "names %s twice".formatted(trimmed);
      }
      seen.add(trimmed);
    }
    return null;
  }

  private static @Nullable String parametersProblem(String text) {
    for (String pair : text.split(",", -1)) {
      String[] sides = pair.split("=", -1);
      if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
        return "has \"%s\": give each as NAME_IN_KEY=COLUMN".formatted(pair.trim());
      }
    }
    return null;
  }

  /**
   * What settings say.
   *
   * @param problems takes what is wrong, by option
   */
  static List<Trigger> of(Settings settings, KeyTemplate key, Map<String, String> problems) {
    List<Trigger> triggers = new ArrayList<>();
    triggers.add(
        new Trigger(
            "", TableFilter.of(settings.string(TABLE)), settings.list(COLUMNS), Map.of(), null));
    for (String name : settings.list(ALSO)) {
      triggers.add(further(ALSO + "." + name + ".", settings, key, problems));
    }
    return triggers;
  }

  private static Trigger further(
      String prefix, Settings settings, KeyTemplate key, Map<String, String> problems) {
    Map<String, String> renamed = new LinkedHashMap<>();
    for (String pair : settings.list(prefix + PARAMETERS)) {
      String[] sides = pair.split("=", 2);
      String name = sides[0].trim();
      if (key.columns().stream().noneMatch(name::equalsIgnoreCase)) {
        problems.put(
            prefix + PARAMETERS,
            "names %s, which the key does not; it has %s"
                .formatted(name, String.join(", ", key.columns())));
      }
      renamed.put(name.toLowerCase(Locale.ROOT), sides[1].trim());
    }
    QuerySql lookup =
        settings.has(prefix + LOOKUP) ? QuerySql.parse(settings.string(prefix + LOOKUP)) : null;
    if (lookup != null && !renamed.isEmpty()) {
      problems.put(
          prefix + PARAMETERS,
          "has no meaning beside lookup, which returns the columns under the key's own names");
    }
    return new Trigger(
        prefix,
        TableFilter.of(settings.string(prefix + TABLE)),
        settings.list(prefix + COLUMNS),
        renamed,
        lookup);
  }
}
