package dev.freshet.daemon.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.ValueWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes one value and says in words what it was. Not thread-safe. */
final class WrittenValue implements ValueWriter {

  private String words = "";

  /** The columns of a row by name, each in words. */
  static Map<String, String> of(TableSchema schema, @Nullable RowImage image) {
    Map<String, String> columns = new TreeMap<>();
    if (image != null) {
      for (int i = 0; i < schema.columns().size(); i++) {
        columns.put(schema.columns().get(i).name(), of(image, i));
      }
    }
    return columns;
  }

  /** The row after a change. */
  static Map<String, String> after(RowChange change) {
    return of(change.schema(), change.after());
  }

  /** The row before a change. */
  static Map<String, String> before(RowChange change) {
    return of(change.schema(), change.before());
  }

  static String of(RowImage image, int column) {
    if (!image.has(column)) {
      return "absent";
    }
    WrittenValue value = new WrittenValue();
    image.write(column, value);
    return value.words;
  }

  @Override
  public void writeNull() {
    words = "null";
  }

  @Override
  public void writeBoolean(boolean value) {
    words = "bit " + value;
  }

  @Override
  public void writeLong(long value) {
    words = "long " + value;
  }

  @Override
  public void writeUnsignedLong(long value) {
    words = "unsigned " + Long.toUnsignedString(value);
  }

  @Override
  public void writeFloat(float value) {
    words = "float " + value;
  }

  @Override
  public void writeDouble(double value) {
    words = "double " + value;
  }

  @Override
  public void writeDecimal(byte[] ascii, int offset, int length) {
    words = "decimal " + new String(ascii, offset, length, UTF_8);
  }

  @Override
  public void writeUtf8(byte[] utf8, int offset, int length) {
    words = "utf8 " + new String(utf8, offset, length, UTF_8);
  }

  @Override
  public void writeText(String value) {
    words = "text " + value;
  }

  @Override
  public void writeTemporal(byte[] ascii, int offset, int length) {
    words = "temporal " + new String(ascii, offset, length, UTF_8);
  }

  @Override
  public void writeBinary(byte[] bytes, int offset, int length) {
    words = "binary " + Arrays.toString(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public void writeJson(byte[] utf8, int offset, int length) {
    words = "json " + new String(utf8, offset, length, UTF_8);
  }
}
