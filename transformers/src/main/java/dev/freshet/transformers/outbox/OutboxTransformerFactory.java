package dev.freshet.transformers.outbox;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes transformers of type {@code outbox}. Thread-safe. */
public final class OutboxTransformerFactory implements TransformerFactory {

  private static final String TABLE = "table";

  @Override
  public String type() {
    return "outbox";
  }

  @Override
  public List<ConfigOption> options() {
    return List.of(
        ConfigOption.required(
            TABLE,
            OptionType.STRING,
            TableFilter::problem,
            "The table, as database.table, or a regular expression that matches the whole of that."
                + " Each row that is inserted says what is done to which key; updates and deletes"
                + " of rows do nothing. The table may use the BLACKHOLE engine: then rows stand in"
                + " the binlog and nowhere else."),
        ConfigOption.optional(
            OutboxColumns.KEY,
            OptionType.STRING,
            "cache_key",
            OutboxTransformerFactory::missing,
            "The column that holds the whole key, as memcached takes it."),
        ConfigOption.optional(
            OutboxColumns.OPERATION,
            OptionType.STRING,
            "operation",
            OutboxTransformerFactory::missing,
            "The column that says what is done to the key: set or delete."),
        ConfigOption.optional(
            OutboxColumns.VALUE,
            OptionType.STRING,
            "value",
            OutboxTransformerFactory::missing,
            "The column that a set stores: texts in UTF-8, binary data as its bytes, all else as it"
                + " is printed. A delete does not look at it."),
        ConfigOption.optional(
            OutboxColumns.TTL,
            OptionType.STRING,
            "ttl",
            OptionValidator.ANY,
            "The column that holds how many seconds the value of a set lives; 0 and NULL for ever."
                + " Leave its name empty for a table without one."),
        ConfigOption.optional(
            OutboxColumns.FLAGS,
            OptionType.STRING,
            "",
            OptionValidator.ANY,
            "The column that holds the number which memcached keeps beside the value of a set, for"
                + " the application's client; NULL for 0. Without it 0."));
  }

  @Override
  public Transformer create(String name, Settings settings) {
    return new Outbox(
        name,
        TableFilter.of(settings.string(TABLE)),
        new OutboxColumns(
            settings.string(OutboxColumns.KEY).trim(),
            settings.string(OutboxColumns.OPERATION).trim(),
            settings.string(OutboxColumns.VALUE).trim(),
            settings.string(OutboxColumns.TTL).trim(),
            settings.string(OutboxColumns.FLAGS).trim()));
  }

  private static @Nullable String missing(String text) {
    return text.isBlank() ? "is empty: name the column" : null;
  }
}
