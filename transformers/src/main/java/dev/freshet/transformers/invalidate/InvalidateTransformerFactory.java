package dev.freshet.transformers.invalidate;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.key.IllegalKeyPolicy;
import dev.freshet.transformers.key.KeyTemplates;
import java.util.List;

/** Makes transformers of type {@code invalidate}. Thread-safe. */
public final class InvalidateTransformerFactory implements TransformerFactory {

  private static final String TABLE = "table";
  private static final String KEY = "key";
  private static final String COLUMNS = "columns";

  @Override
  public String type() {
    return "invalidate";
  }

  @Override
  public List<ConfigOption> options() {
    return List.of(
        ConfigOption.required(
            TABLE,
            OptionType.STRING,
            TableFilter::problem,
            "The table, as database.table, or a regular expression that matches the whole of that."),
        ConfigOption.required(
            KEY,
            OptionType.LIST,
            KeyTemplates::problem,
            "The keys to remove when a row changes, with ${column} for a column's value:"
                + " user:${user_id}:photos,photo:${id}. The keys of the row before and after the"
                + " change are removed. A template with a comma in it needs a transformer of type"
                + " row with mode=invalidate."),
        ConfigOption.optional(
            COLUMNS,
            OptionType.LIST,
            "",
            Columns::problem,
            "The columns that matter: an update that changes none of them and no column of a key"
                + " removes nothing. All matter where none are given."),
        IllegalKeyPolicy.OPTION);
  }

  @Override
  public Transformer create(String name, Settings settings) {
    return new Invalidation(
        name,
        TableFilter.of(settings.string(TABLE)),
        KeyTemplates.of(settings, KEY),
        IllegalKeyPolicy.of(settings),
        settings.list(COLUMNS));
  }
}
