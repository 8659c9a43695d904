package com.example;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.ValueWriter;
import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import java.util.List;
import java.util.Locale;

/**
 * Makes transformers of type {@code slug}: for each row of a table, the key {@code slug:TITLE} with the
 * row's id, where {@code TITLE} is its title in lower case with {@code -} between the words.
 */
public final class SlugFactory implements TransformerFactory {

  @Override
  public String type() {
    return "slug";
  }

  @Override
  public List<ConfigOption> options() {
    return List.of(
        ConfigOption.required("table", OptionType.STRING, TableFilter::problem, "The table."),
        ConfigOption.optional(
            "column", OptionType.STRING, "title", OptionValidator.ANY, "The column of the title."));
  }

  @Override
  public Transformer create(String name, Settings settings) {
    return new Slugs(TableFilter.of(settings.string("table")), settings.string("column"));
  }

  /** Thread-safe, as a transformer has to be. */
  private record Slugs(TableFilter tables, String column) implements Transformer {

    @Override
    public RowTransformer bind(TableSchema schema) throws BindException {
      int title = schema.indexOf(column);
      int id = schema.indexOf("id");
      if (title < 0 || id < 0) {
        throw new BindException(
            "table " + schema.table() + " lacks id or " + column + "; set column to one it has.");
      }
      return (change, out) -> {
        CacheKey before = key(change.before(), title);
        CacheKey after = key(change.after(), title);
        if (before != null && !before.equals(after)) {
          out.delete(before);
        }
        if (after != null) {
          out.set(after, text(change.requireAfter(), id).getBytes(UTF_8), 0);
        }
      };
    }

    /** Null where there is no row, or no title. */
    private static CacheKey key(RowImage row, int title) {
      if (row == null || row.isNull(title)) {
        return null;
      }
      return CacheKey.of(
          "slug:" + text(row, title).strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", "-"));
    }

    private static String text(RowImage row, int column) {
      Text text = new Text();
      row.write(column, text);
      return text.value;
    }
  }

  /** Takes a value of any type as text. */
  private static final class Text implements ValueWriter {

    private String value = "";

    @Override
    public void writeNull() {
      value = "";
    }

    @Override
    public void writeBoolean(boolean bit) {
      value = Boolean.toString(bit);
    }

    @Override
    public void writeLong(long number) {
      value = Long.toString(number);
    }

    @Override
    public void writeUnsignedLong(long number) {
      value = Long.toUnsignedString(number);
    }

    @Override
    public void writeFloat(float number) {
      value = Float.toString(number);
    }

    @Override
    public void writeDouble(double number) {
      value = Double.toString(number);
    }

    @Override
    public void writeDecimal(byte[] ascii, int offset, int length) {
      value = new String(ascii, offset, length, US_ASCII);
    }

    @Override
    public void writeUtf8(byte[] utf8, int offset, int length) {
      value = new String(utf8, offset, length, UTF_8);
    }

    @Override
    public void writeText(String text) {
      value = text;
    }

    @Override
    public void writeTemporal(byte[] ascii, int offset, int length) {
      value = new String(ascii, offset, length, US_ASCII);
    }

    @Override
    public void writeBinary(byte[] bytes, int offset, int length) {
      throw new IllegalArgumentException("a slug is not made of binary data");
    }

    @Override
    public void writeJson(byte[] utf8, int offset, int length) {
      value = new String(utf8, offset, length, UTF_8);
    }
  }
}
