package dev.freshet.connector.value;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Shows values as plain text: bytes in hex, NULL as NULL. */
public final class TextWriter implements ValueWriter {

  private String text = "(nothing)";

  /** The value of one column. */
  public static String of(RowImage row, int column) {
    TextWriter writer = new TextWriter();
    row.write(column, writer);
    return writer.text;
  }

  /** What a decoder makes of the bytes of a value. */
  static String of(ColumnDecoder decoder, byte[] bytes) {
    TextWriter writer = new TextWriter();
    decoder.write(bytes, 0, writer);
    return writer.text;
  }

  private static String utf8(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public void writeNull() {
    text = "NULL";
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
    text = utf8(ascii, offset, length);
  }

  @Override
  public void writeUtf8(byte[] utf8, int offset, int length) {
    text = utf8(utf8, offset, length);
  }

  @Override
  public void writeText(String value) {
    text = value;
  }

  @Override
  public void writeTemporal(byte[] ascii, int offset, int length) {
    text = utf8(ascii, offset, length);
  }

  @Override
  public void writeBinary(byte[] bytes, int offset, int length) {
    text = HexFormat.of().withUpperCase().formatHex(bytes, offset, offset + length);
  }

  @Override
  public void writeJson(byte[] utf8, int offset, int length) {
    text = utf8(utf8, offset, length);
  }
}
