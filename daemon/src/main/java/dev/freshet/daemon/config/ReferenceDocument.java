package dev.freshet.daemon.config;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import java.util.List;
import java.util.Locale;

/** The page config/REFERENCE.md: all configuration keys, from the definitions of the options. */
final class ReferenceDocument {

  private static final String INTRODUCTION =
      """
      # Configuration reference

      Every key that a configuration file may have. This page is generated from the definitions of \
      the options; CONTRIBUTING.md says how.

      A configuration file is a Java properties file in UTF-8: one `key=value` a line, `#` begins a \
      comment, `\\` at the end of a line continues it, and a backslash that is meant (in a regular \
      expression, for instance) is written twice. Each key may be given once. Blanks around values \
      are dropped.

      | type | what it takes |
      | --- | --- |
      | string | any text |
      | password | any text; it is never shown |
      | list | texts with commas between them |
      | integer | a whole number |
      | boolean | `true` or `false` |
      | duration | `500ms`, `30s`, `10m`, `2h`, `7d`, or `0` |
      | size | bytes: `4096`, `64k`, `16m`, `1g` |
      | percent | `10%`, or `10` |

      Any value may refer to what stands elsewhere, with Kafka's ConfigProviders: `${env:NAME}` is an \
      environment variable, `${file:PATH:KEY}` a key in another properties file, and \
      `${dir:PATH:FILE}` what a file in a folder holds. Values that come from there are never shown.
      """;

  private ReferenceDocument() {}

  /** The page, in Markdown. */
  static String markdown(ComponentFactories factories) {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    section(page, "The daemon", "", DaemonOptions.ALL);
    factories
        .sources()
        .forEach(
            (type, factory) ->
                section(page, "With `connector.class=" + type + "`", "", factory.options()));
    section(
        page,
        "Each transform",
        DaemonOptions.TRANSFORMS + ".NAME.",
        TransformsReading.TRANSFORM_OPTIONS);
    section(
        page,
        "Each predicate",
        DaemonOptions.PREDICATES + ".NAME.",
        TransformsReading.PREDICATE_OPTIONS);
    String transformerPrefix = DaemonOptions.TRANSFORMERS + ".NAME.";
    section(
        page,
        "Each transformer",
        transformerPrefix,
        ConfigurationReading.transformerOptions(factories));
    factories
        .transformers()
        .forEach(
            (type, factory) ->
                section(
                    page,
                    "With `" + transformerPrefix + "type=" + type + "`",
                    transformerPrefix,
                    factory.options()));
    section(
        page,
        "Each pool",
        DaemonOptions.POOLS + ".NAME.",
        ConfigurationReading.poolOptions(factories));
    return page.toString();
  }

  private static void section(
      StringBuilder page, String heading, String prefix, List<ConfigOption> options) {
    page.append("\n## ").append(heading).append("\n\n");
    page.append("| key | type | default | what it means |\n| --- | --- | --- | --- |\n");
    for (ConfigOption option : options) {
      page.append("| `").append(prefix).append(option.name()).append("` | ");
      page.append(typeName(option.type())).append(" | ");
      page.append(defaultOf(option)).append(" | ");
      page.append(option.documentation().replace("|", "\\|")).append(" |\n");
    }
  }

  private static String typeName(OptionType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static String defaultOf(ConfigOption option) {
    String text = option.defaultText();
    if (text == null) {
      return "**required**";
    }
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
