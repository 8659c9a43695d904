package dev.freshet.transformers.row;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.expression.Expression;
import dev.freshet.transformers.field.FieldList;
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
import java.util.Map;

/** Makes transformers of type {@code row}: one row, one key. Thread-safe. */
public final class RowTransformerFactory implements TransformerFactory {

  private static final String TABLE = "table";
  private static final String KEY = "key";
  private static final String COLUMNS = "columns";
  private static final String FIELDS = FieldList.OPTION;
  private static final String WHERE = "where";
  private static final String VALUE = "value";
  private static final String VALUE_COLUMN = "value.column";
  private static final String TEMPLATE = "template";
  private static final String JSON = "json";
  private static final String STRING = "string";
  private static final String MSGPACK = "msgpack";

  @Override
  public String type() {
    return "row";
  }

  @Override
  public List<ConfigOption> options() {
    List<ConfigOption> options = new ArrayList<>();
    options.addAll(
        List.of(
            ConfigOption.required(
                TABLE,
                OptionType.STRING,
                TableFilter::problem,
                "The table, as database.table, or a regular expression that matches the whole of that."
                    + " All tables that match share one space of keys."),
            ConfigOption.required(
                KEY,
                OptionType.STRING,
                KeyTemplate::problem,
                "The key of a row, with ${column} for a column's value: user:${id}."),
            ConfigOption.optional(
                COLUMNS,
                OptionType.LIST,
                "",
                Columns::problem,
                "The columns that a value holds; all of the table where none are given. They stand in"
                    + " table order."),
            ConfigOption.optional(
                FIELDS,
                OptionType.STRING,
                "",
                FieldList::problem,
                "The fields that a value holds, instead of columns, in this order: a column, NAME=COLUMN"
                    + " for a column under another name, or NAME=EXPRESSION for a computed one: id,"
                    + " full_name=name, cents=price * 100, title=meta.title."),
            ConfigOption.optional(
                WHERE,
                OptionType.STRING,
                "",
                Expression::problem,
                "The rows that are stored, as an expression over their columns: status == 'public' &&"
                    + " price > 9.50. A row for which it is not true is as if it were not in the"
                    + " table: when a row comes not to be meant any more, its key is removed."
                    + " Expressions have + - * / %, == != < <= > >=, =^ and =$ for the beginning and"
                    + " the end of texts, =~ for being one of a list, as in status =~ ['a', 'b'],"
                    + " && || !, A ? B : C, A ?? B, null, size and empty, and ${any name} for columns"
                    + " whose names are no words. meta.title and meta.tags[0] are parts of a JSON"
                    + " column. Whole numbers and decimals are exact; a calculation with null gives"
                    + " null, an order comparison with null is false; upper and lower case differ."),
            ConfigOption.optional(
                VALUE,
                OptionType.STRING,
                JSON,
                OptionValidator.oneOf(JSON, STRING, MSGPACK, TEMPLATE),
                "How a value is encoded: json, a compact JSON object; msgpack, the same as a MessagePack"
                    + " map; string, the column that value.column names, as it is; template, a page"
                    + " made by the template that template names."),
            ConfigOption.optional(
                VALUE_COLUMN,
                OptionType.STRING,
                "",
                OptionValidator.ANY,
                "With value=string: the column that is the value; texts in UTF-8, binary data as its"
                    + " bytes, all else as it is printed. Where it is NULL, the key is removed."),
            ConfigOption.optional(
                TEMPLATE,
                OptionType.STRING,
                "",
                OptionValidator.ANY,
                "With value=template: the path of a file with a Mustache template over the columns or"
                    + " fields, which it escapes for HTML. It is read again when it has changed; rows"
                    + " are rendered anew as they change."),
            StoreMode.OPTION,
            IllegalKeyPolicy.OPTION));
    options.addAll(TimeToLive.OPTIONS);
    options.addAll(ItemForm.OPTIONS);
    return options;
  }

  @Override
  public Transformer create(String name, Settings settings) throws InvalidSettingsException {
    Map<String, String> problems = new HashMap<>();
    TimeToLive timeToLive = TimeToLive.of(settings, problems);
    ValueForm value = value(settings, problems);
    ItemForm items = ItemForm.of(settings, problems);
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return new RowMapping(
        name,
        TableFilter.of(settings.string(TABLE)),
        KeyTemplate.parse(settings.string(KEY)),
        IllegalKeyPolicy.of(settings),
        settings.has(WHERE) ? Expression.parse(settings.string(WHERE).trim()) : null,
        value,
        items,
        StoreMode.of(settings),
        timeToLive);
  }

  /** What a value is; where that has problems, something else. */
  private static ValueForm value(Settings settings, Map<String, String> problems) {
    String form = settings.string(VALUE).trim();
    requireTogether(VALUE_COLUMN, form.equals(STRING), STRING, settings, problems);
    requireTogether(TEMPLATE, form.equals(TEMPLATE), TEMPLATE, settings, problems);
    for (String option : List.of(COLUMNS, FIELDS)) {
      if (form.equals(STRING) && settings.has(option)) {
        problems.put(option, "has no meaning with value=string, which is one column; leave it out");
      }
    }
    if (settings.has(COLUMNS) && settings.has(FIELDS)) {
      problems.put(FIELDS, "cannot stand beside columns: name all that is wanted in fields");
    }
    FieldList fields =
        settings.has(FIELDS) ? FieldList.parse(settings.string(FIELDS).trim()) : null;
    ValueContent content = new ValueContent(settings.list(COLUMNS), fields);
    return switch (form) {
      case STRING -> new ValueForm.Text(settings.string(VALUE_COLUMN).trim());
      case MSGPACK -> new ValueForm.Msgpack(content);
      case TEMPLATE -> page(content, settings, problems);
      default -> new ValueForm.Json(content);
    };
  }

  private static ValueForm page(
      ValueContent content, Settings settings, Map<String, String> problems) {
    if (settings.has(TEMPLATE)) {
      try {
        Path path = Path.of(settings.string(TEMPLATE).trim());
        return new ValueForm.Page(content, TemplateFile.open(path));
      } catch (IllegalArgumentException e) {
        problems.put(TEMPLATE, String.valueOf(e.getMessage()));
      }
    }
    return new ValueForm.Json(content);
  }

  private static void requireTogether(
      String option,
      boolean isNeeded,
      String form,
      Settings settings,
      Map<String, String> problems) {
    if (isNeeded && !settings.has(option)) {
      problems.put(option, "is missing, but value=%s needs it".formatted(form));
    } else if (!isNeeded && settings.has(option)) {
      problems.put(option, "has no meaning without value=%s".formatted(form));
    }
  }
}
