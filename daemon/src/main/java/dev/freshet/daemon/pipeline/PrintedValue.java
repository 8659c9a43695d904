package dev.freshet.daemon.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;
import java.util.Arrays;
import java.util.Base64;

/** What a column prints as, as in a key. Not thread-safe. */
final class PrintedValue implements ValueWriter {

  private String text = "";

  private PrintedValue() {}

  /** The value of a column that is not NULL. */
  static String of(RowImage row, int column) {
    PrintedValue printed = new PrintedValue();
    row.write(column, printed);
    return printed.text;
  }

  @Override
  public void writeNull() {
    throw new IllegalArgumentException("NULL is not printed");
  }

  @Override
  public void writeBoolean(boolean value) {
    text = Boolean.toString(value);
  }

  @Override
  public void writeLong(long value) {
    text = Long.toString(value);
  }

  @Override
  public void writeUnsignedLong(long value) {
    text = Long.toUnsignedString(value);
  }

  @Override
  public void writeFloat(float value) {
    text = Float.toString(value);
  }

  @Override
  public void writeDouble(double value) {
    text = Double.toString(value);
  }

  @Override
  public void writeDecimal(byte[] ascii, int offset, int length) {
    writeUtf8(ascii, offset, length);
  }

  @Override
  public void writeUtf8(byte[] utf8, int offset, int length) {
    text = new String(utf8, offset, length, UTF_8);
  }

  @Override
  public void writeText(String value) {
    text = value;
  }

  @Override
  public void writeTemporal(byte[] ascii, int offset, int length) {
    writeUtf8(ascii, offset, length);
  }

  @Override
  public void writeBinary(byte[] bytes, int offset, int length) {
    text = Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public void writeJson(byte[] utf8, int offset, int length) {
    writeUtf8(utf8, offset, length);
  }
}
