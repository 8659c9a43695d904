package dev.freshet.transformers.generation;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.item.ItemForm;
import dev.freshet.transformers.key.IllegalKeyPolicy;
import dev.freshet.transformers.key.KeyTemplates;
import dev.freshet.transformers.value.TimeToLive;
import java.util.List;

/** Makes transformers of type {@code generation}. Thread-safe. */
public final class GenerationTransformerFactory implements TransformerFactory {

  private static final String TABLE = "table";
  private static final String KEY = "key";
  private static final String COLUMNS = "columns";
  private static final String TTL = "ttl";

  @Override
  public String type() {
    return "generation";
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
            "The keys that hold a number which grows with each commit that inserts, updates or"
                + " deletes a row of theirs, with ${column} for a column's value:"
                + " user:${user_id}:photos:generation. The keys of the row before and after the"
                + " change get it. The application puts the number into keys of its own; where"
                + " there is none it must not assume one."),
        ConfigOption.optional(
            COLUMNS,
            OptionType.LIST,
            "",
            Columns::problem,
            "The columns that matter: an update that changes none of them and no column of a key"
                + " changes no number. All matter where none are given."),
        ConfigOption.optional(
            TTL,
            OptionType.DURATION,
            "0",
            TimeToLive::problem,
            "How long a number lives, rounded up to whole seconds; 0 for ever."),
        ItemForm.FLAGS_OPTION,
        IllegalKeyPolicy.OPTION);
  }

  @Override
  public Transformer create(String name, Settings settings) {
    Integer flags = ItemForm.flags(settings);
    return new Generation(
        name,
        TableFilter.of(settings.string(TABLE)),
        KeyTemplates.of(settings, KEY),
        IllegalKeyPolicy.of(settings),
        settings.list(COLUMNS),
        flags == null ? 0 : flags,
        TimeToLive.of(settings.duration(TTL), 0));
  }
}
