package dev.freshet.transformers.item;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What options say of the items that values are stored as: flags, and whether they are compressed.
 * Immutable and thread-safe.
 *
 * @param client the client for which values are compressed; null if they are not
 * @param minimumBytes the size from which they are
 * @param flags what each item carries; null for what the client has for its kind of value
 */
public record ItemForm(@Nullable ReadingClient client, int minimumBytes, @Nullable Integer flags) {

  private static final String COMPRESSION = "value.compression";
  private static final String MINIMUM = "value.compression.min";
  private static final String NONE = "none";
  private static final String FLAGS = "flags";
  private static final long LARGEST_FLAGS = 0xffff_ffffL;

  /** The option {@code flags}, for what is never compressed. */
  public static final ConfigOption FLAGS_OPTION =
      ConfigOption.optional(
          FLAGS,
          OptionType.INTEGER,
          "",
          OptionValidator.between(0, LARGEST_FLAGS),
          "The number that memcached keeps beside each value, for clients that tell by it what a"
              + " value is: 16 is a text to the Python clients, 6 is JSON to PHP's memcached."
              + " Without it 0, or what the client named by value.compression has for a text or for"
              + " bytes.");

  /** The options that say it all. */
  public static final List<ConfigOption> OPTIONS =
      List.of(
          ConfigOption.optional(
              COMPRESSION,
              OptionType.STRING,
              NONE,
              OptionValidator.oneOf(names()),
              "The application's client, which has to know a compressed value and to decompress"
                  + " it: values are compressed, and flagged, as that client does; none compresses"
                  + " nothing. docs/compression.md has a table of clients."),
          ConfigOption.optional(
              MINIMUM,
              OptionType.SIZE,
              "",
              ItemForm::minimumProblem,
              "The size from which values are compressed; without it, the client's own. A value"
                  + " that does not become smaller is stored as it is."),
          FLAGS_OPTION);

  /**
   * What settings with {@link #OPTIONS} say.
   *
   * @param problems takes what is wrong, by option
   */
  public static ItemForm of(Settings settings, Map<String, String> problems) {
    ReadingClient client = ReadingClient.named(settings.string(COMPRESSION).trim()).orElse(null);
    Integer flags = flags(settings);
    if (client == null) {
      if (settings.has(MINIMUM)) {
        problems.put(MINIMUM, "has no meaning without value.compression");
      }
      return new ItemForm(null, 0, flags);
    }
    if (flags != null && (flags & client.compressedFlags()) != 0) {
      problems.put(
          FLAGS,
          "has bits of %d, by which %s knows a compressed value; leave them out"
              .formatted(client.compressedFlags(), client.configuredName()));
    }
    int minimum = settings.has(MINIMUM) ? (int) settings.size(MINIMUM) : client.minimumBytes();
    return new ItemForm(client, minimum, flags);
  }

  /** The flags that settings with {@link #FLAGS_OPTION} ask for; null if they ask for none. */
  public static @Nullable Integer flags(Settings settings) {
    return settings.has(FLAGS) ? (int) settings.integer(FLAGS) : null;
  }

  /**
   * Something that stores values in this form.
   *
   * @param text whether the values are text, in UTF-8
   */
  public ItemStore bind(boolean text) {
    if (client == null) {
      return new ItemStore(null, 0, flags == null ? 0 : flags, 0);
    }
    int usual = text ? client.textFlags() : client.binaryFlags();
    return new ItemStore(
        new Compressor(client.form()),
        minimumBytes,
        flags == null ? usual : flags,
        client.compressedFlags());
  }

  private static String[] names() {
    List<String> names = new ArrayList<>(List.of(NONE));
    for (ReadingClient client : ReadingClient.values()) {
      names.add(client.configuredName());
    }
    return names.toArray(String[]::new);
  }

  private static @Nullable String minimumProblem(String text) {
    return (Long) OptionType.SIZE.parse(text) <= Integer.MAX_VALUE
        ? null
        : "is more than a value can have: give a size such as 4k";
  }
}
