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
import dev.freshet.transformers.key.IllegalKeyPolicy;
import dev.freshet.transformers.key.KeyTemplate;
import dev.freshet.transformers.value.TimeToLive;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes transformers of type {@code row}: one row, one key. Thread-safe. */
public final class RowTransformerFactory implements TransformerFactory {

  private static final String TABLE = "table";
  private static final String KEY = "key";
  private static final String COLUMNS = "columns";
  private static final String VALUE = "value";
  private static final String MODE = "mode";
  private static final String TTL = "ttl";
  private static final String TTL_JITTER = "ttl.jitter";

  @Override
  public String type() {
    return "row";
  }

  @Override
  public List<ConfigOption> options() {
    return List.of(
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
            VALUE,
            OptionType.STRING,
            "json",
            OptionValidator.oneOf("json"),
            "How a value is encoded: json, a compact JSON object."),
        ConfigOption.optional(
            MODE,
            OptionType.STRING,
            "set",
            OptionValidator.oneOf("set", "invalidate"),
            "set stores rows; invalidate removes the keys of changed rows and stores nothing."),
        ConfigOption.optional(
            TTL,
            OptionType.DURATION,
            "0",
            RowTransformerFactory::ttlProblem,
            "How long a value lives, rounded up to whole seconds; 0 for ever."),
        ConfigOption.optional(
            TTL_JITTER,
            OptionType.PERCENT,
            "0",
            OptionValidator.ANY,
            "The share by which ttl is shortened at most, so that values stored together do not"
                + " expire together. The same key always gets the same time."),
        IllegalKeyPolicy.OPTION);
  }

  @Override
  public Transformer create(String name, Settings settings) throws InvalidSettingsException {
    Duration ttl = settings.duration(TTL);
    double jitter = settings.share(TTL_JITTER);
    if (ttl.isZero() && jitter > 0) {
      throw new InvalidSettingsException(
          Map.of(TTL_JITTER, "has nothing to shorten: give a ttl too, or leave ttl.jitter out"));
    }
    return new RowMapping(
        name,
        TableFilter.of(settings.string(TABLE)),
        KeyTemplate.parse(settings.string(KEY)),
        IllegalKeyPolicy.of(settings),
        settings.list(COLUMNS),
        RowMode.valueOf(settings.string(MODE).trim().toUpperCase(Locale.ROOT)),
        TimeToLive.of(ttl, jitter));
  }

  private static @Nullable String ttlProblem(String text) {
    Duration ttl = (Duration) OptionType.DURATION.parse(text);
    return ttl.compareTo(TimeToLive.MAXIMUM) <= 0
        ? null
        : "is longer than %dd; give 0 for values that never expire"
            .formatted(TimeToLive.MAXIMUM.toDays());
  }
}
