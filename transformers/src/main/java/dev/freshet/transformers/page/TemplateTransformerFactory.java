package dev.freshet.transformers.page;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import dev.freshet.transformers.query.QueryTransformerFactory;
import dev.freshet.transformers.row.RowTransformerFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes transformers of type {@code template}: pieces of pages, each of one row, or of what a query
 * returns. They are transformers of type {@code row} or {@code query} whose values are pages.
 * Thread-safe.
 */
public final class TemplateTransformerFactory implements TransformerFactory {

  private static final String QUERY = "query";
  private static final String TEMPLATE = "template";
  private static final String VALUE = "value";
  private static final Map<String, String> PAGES = Map.of(VALUE, TEMPLATE);

  /** Options of the two others by which they choose a page, or another value. */
  private static final Set<String> LEFT_OUT = Set.of(VALUE, "value.column", TEMPLATE);

  private static final ConfigOption TEMPLATE_OPTION =
      ConfigOption.required(
          TEMPLATE,
          OptionType.STRING,
          OptionValidator.ANY,
          "The path of a file with a Mustache template over the row's columns or fields, or the"
              + " columns that the query returns, which it escapes for HTML; the rows of a list are"
              + " rows to it. It is read again when it has changed; pages are rendered anew as what"
              + " they show changes.");

  private final RowTransformerFactory rows = new RowTransformerFactory();
  private final QueryTransformerFactory queries = new QueryTransformerFactory();

  @Override
  public String type() {
    return TEMPLATE;
  }

  @Override
  public List<ConfigOption> options() {
    return together(queries.options());
  }

  @Override
  public List<ConfigOption> options(Map<String, String> given) {
    return together(queries.options(given));
  }

  private List<ConfigOption> together(List<ConfigOption> ofQueries) {
    Map<String, ConfigOption> options = new LinkedHashMap<>();
    ofQueries.forEach(option -> options.put(option.name(), option));
    options.computeIfPresent(QUERY, (name, query) -> withoutNeed(query));
    rows.options()
        .forEach(
            option ->
                options.merge(option.name(), option, TemplateTransformerFactory::ofBothKinds));
    LEFT_OUT.forEach(options::remove);
    List<ConfigOption> all = new ArrayList<>(List.of(TEMPLATE_OPTION));
    all.addAll(options.values());
    return all;
  }

  private static ConfigOption withoutNeed(ConfigOption query) {
    return ConfigOption.optional(
        query.name(),
        query.type(),
        "",
        query.validator(),
        "Where a page shows more than one row: " + query.documentation());
  }

  /** One that means something else with a query than without. */
  private static ConfigOption ofBothKinds(ConfigOption ofQuery, ConfigOption ofRow) {
    return ofQuery.documentation().equals(ofRow.documentation())
        ? ofQuery
        : new ConfigOption(
            ofQuery.name(),
            ofQuery.type(),
            ofQuery.defaultText(),
            ofQuery.validator(),
            "With query: %s Without: %s".formatted(ofQuery.documentation(), ofRow.documentation()));
  }

  @Override
  public Transformer create(String name, Settings settings) throws InvalidSettingsException {
    Map<String, String> texts = new HashMap<>(PAGES);
    for (ConfigOption option : options(Map.of("also", settings.string("also")))) {
      if (settings.has(option.name())) {
        texts.put(option.name(), settings.string(option.name()));
      }
    }
    boolean ofQuery = settings.has(QUERY);
    List<ConfigOption> known = ofQuery ? queries.options(texts) : rows.options();
    refuseOthers(settings, texts, known, ofQuery);
    return (ofQuery ? queries : rows).create(name, Settings.of(known, texts));
  }

  /** Options of the kind that it is not are refused, unless they are at their defaults. */
  private void refuseOthers(
      Settings settings, Map<String, String> texts, List<ConfigOption> known, boolean ofQuery)
      throws InvalidSettingsException {
    Map<String, String> problems = new HashMap<>();
    for (ConfigOption option : options(texts)) {
      String text = settings.string(option.name());
      boolean isKnown = known.stream().anyMatch(other -> other.name().equals(option.name()));
      if (!isKnown && !text.equals(option.defaultText())) {
        problems.put(
            option.name(),
            ofQuery ? "has no meaning beside query" : "has no meaning without query");
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
  }
}
