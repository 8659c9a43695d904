package dev.freshet.transformers.query;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import dev.freshet.transformers.item.ItemForm;
import dev.freshet.transformers.item.StoreMode;
import dev.freshet.transformers.key.IllegalKeyPolicy;
import dev.freshet.transformers.key.KeyTemplate;
import dev.freshet.transformers.template.TemplateFile;
import dev.freshet.transformers.value.TimeToLive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes transformers of type {@code query}: objects that a query reloads. Thread-safe. */
public final class QueryTransformerFactory implements TransformerFactory {

  private static final String KEY = "key";
  private static final String QUERY = "query";
  static final String WARM_QUERY = "warm.query";
  private static final String RESULT = "result";
  private static final String VALUE = "value";
  private static final String TEMPLATE = "template";
  private static final String JSON = "json";
  private static final String MSGPACK = "msgpack";
  private static final String STRING = "string";

  private static final List<ConfigOption> OWN =
      List.of(
          ConfigOption.required(
              KEY,
              OptionType.STRING,
              KeyTemplate::problem,
              "The key of an object, with ${column} for a column's value: user:${user_id}:photos."),
          ConfigOption.required(
              QUERY,
              OptionType.STRING,
              QuerySql::problem,
              "The SELECT that reads the object, with :column for each column of the key: SELECT"
                  + " id, title FROM shop.photos WHERE user_id = :user_id ORDER BY id. Names of"
                  + " tables come with their databases. It runs once for each key, however many"
                  + " rows have changed. Where it returns nothing, the key is removed."),
          ConfigOption.optional(
              WARM_QUERY,
              OptionType.STRING,
              "",
              QuerySql::problem,
              "The SELECT that tells which objects pools are filled with: it returns the columns of"
                  + " the key, under their names, a row for each object, and has no parameters: SELECT"
                  + " id AS user_id FROM shop.users WHERE seen > NOW() - INTERVAL 30 DAY. Other"
                  + " objects come when something of them changes. Empty: those of all rows of the"
                  + " table."),
          ConfigOption.optional(
              RESULT,
              OptionType.STRING,
              "list",
              OptionValidator.oneOf("list", "object", "scalar", "nested"),
              "What a value is: list, an array with an object for each row; object, the single"
                  + " row; scalar, the single column of the single row; nested, an object with"
                  + " arrays in it: columns named `photos.id` and `photos.title` become the members"
                  + " of objects in an array photos."),
          ConfigOption.optional(
              VALUE,
              OptionType.STRING,
              JSON,
              OptionValidator.oneOf(JSON, MSGPACK, STRING, TEMPLATE),
              "How a value is encoded: json; msgpack; string, with result=scalar, as it is printed;"
                  + " template, a page made by the template that template names."),
          ConfigOption.optional(
              TEMPLATE,
              OptionType.STRING,
              "",
              OptionValidator.ANY,
              "With value=template: the path of a file with a Mustache template over the columns,"
                  + " which it escapes for HTML; the rows of a list are rows to it. It is read"
                  + " again when it has changed."),
          StoreMode.OPTION,
          IllegalKeyPolicy.OPTION);

  @Override
  public String type() {
    return "query";
  }

  @Override
  public List<ConfigOption> options() {
    return with(TriggerOptions.shown());
  }

  @Override
  public List<ConfigOption> options(Map<String, String> given) {
    return with(TriggerOptions.of(given));
  }

  private static List<ConfigOption> with(List<ConfigOption> triggers) {
    List<ConfigOption> options = new ArrayList<>(triggers);
    options.addAll(OWN);
    options.addAll(TimeToLive.OPTIONS);
    options.addAll(ItemForm.OPTIONS);
    return options;
  }

  @Override
  public Transformer create(String name, Settings settings) throws InvalidSettingsException {
    Map<String, String> problems = new HashMap<>();
    KeyTemplate key = KeyTemplate.parse(settings.string(KEY));
    QuerySql query = QuerySql.parse(settings.string(QUERY));
    for (String parameter : query.parameters()) {
      if (key.columns().stream().noneMatch(parameter::equalsIgnoreCase)) {
        problems.put(
            QUERY,
            "has the parameter :%s, which the key does not name: a query may ask for what the key tells"
                .formatted(parameter));
      }
    }
    StoreMode mode = StoreMode.of(settings);
    ResultShape shape =
        ResultShape.valueOf(settings.string(RESULT).trim().toUpperCase(Locale.ROOT));
    ReloadedObject object =
        new ReloadedObject(
            name,
            key,
            IllegalKeyPolicy.of(settings),
            query,
            keys(settings, mode, problems),
            shape,
            encoder(settings, shape, problems),
            ItemForm.of(settings, problems),
            TimeToLive.of(settings, problems),
            mode);
    List<Trigger> triggers = TriggerOptions.of(settings, key, problems);
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return new QueryTransformer(object, triggers);
  }

  /** The query for the keys that pools are filled with; null if there is none. */
  private static @Nullable QuerySql keys(
      Settings settings, StoreMode mode, Map<String, String> problems) {
    if (!settings.has(WARM_QUERY)) {
      return null;
    }
    if (mode == StoreMode.INVALIDATE) {
      problems.put(WARM_QUERY, "has no meaning with mode=invalidate, which stores nothing");
    }
    QuerySql keys = QuerySql.parse(settings.string(WARM_QUERY));
    if (!keys.parameters().isEmpty()) {
      problems.put(
          WARM_QUERY,
          "has the parameter :%s: it runs once for all objects, so that nothing can stand there"
              .formatted(keys.parameters().get(0)));
    }
    return keys;
  }

  /** How values are encoded; where that has problems, in another way. */
  private static ResultEncoder encoder(
      Settings settings, ResultShape shape, Map<String, String> problems) {
    String value = settings.string(VALUE).trim();
    if (value.equals(STRING) && shape != ResultShape.SCALAR) {
      problems.put(VALUE, "takes result=scalar: an object or a list is no text");
    }
    if (value.equals(TEMPLATE) && shape == ResultShape.SCALAR) {
      problems.put(VALUE, "takes no result=scalar: a template names columns");
    }
    if (value.equals(TEMPLATE) != settings.has(TEMPLATE)) {
      problems.put(
          TEMPLATE,
          value.equals(TEMPLATE)
              ? "is missing, but value=template needs it"
              : "has no meaning without value=template");
    } else if (settings.has(TEMPLATE)) {
      try {
        return new ResultEncoder.Page(TemplateFile.open(Path.of(settings.string(TEMPLATE).trim())));
      } catch (IllegalArgumentException e) {
        problems.put(TEMPLATE, String.valueOf(e.getMessage()));
      }
    }
    return switch (value) {
      case MSGPACK -> new ResultEncoder.Msgpack();
      case STRING -> new ResultEncoder.Text();
      default -> new ResultEncoder.Json();
    };
  }
}
