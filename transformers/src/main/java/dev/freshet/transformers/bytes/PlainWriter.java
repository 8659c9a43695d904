package dev.freshet.transformers.bytes;

import dev.freshet.api.change.ValueWriter;

/**
 * Writes column values as they look in keys: as in JSON, but text without quotes and escapes.
 * Binary values are base64, which has no byte that a key may not have. Not thread-safe.
 */
public final class PlainWriter implements ValueWriter {

  private static final byte[] TRUE = Ascii.bytes("true");
  private static final byte[] FALSE = Ascii.bytes("false");

  private final ByteBuilder out;
  private final boolean rawBinary;

  /** Writes to the end of {@code out}; what is not text as base64. */
  public PlainWriter(ByteBuilder out) {
    this(out, false);
  }

  private PlainWriter(ByteBuilder out, boolean rawBinary) {
    this.out = out;
    this.rawBinary = rawBinary;
  }

  /** Writes to the end of {@code out}; bytes that are not text as they are. */
  public static PlainWriter withRawBinary(ByteBuilder out) {
    return new PlainWriter(out, true);
  }

  /** Writes nothing: NULL has no bytes, so that whoever can meet it has to ask beforehand. */
  @Override
  public void writeNull() {}

  @Override
  public void writeBoolean(boolean value) {
    out.append(value ? TRUE : FALSE);
  }

  @Override
  public void writeLong(long value) {
    out.append(value);
  }

  @Override
  public void writeUnsignedLong(long value) {
    out.appendUnsigned(value);
  }

  @Override
  public void writeFloat(float value) {
    ShortestDecimal.append(out, value);
  }

  @Override
  public void writeDouble(double value) {
    ShortestDecimal.append(out, value);
  }

  @Override
  public void writeDecimal(byte[] ascii, int offset, int length) {
    out.append(ascii, offset, length);
  }

  @Override
  public void writeUtf8(byte[] utf8, int offset, int length) {
    out.append(utf8, offset, length);
  }

  @Override
  public void writeText(String value) {
    int length = value.length();
    for (int i = 0; i < length; ) {
      int codePoint = value.codePointAt(i);
      out.appendCodePoint(codePoint);
      i += Character.charCount(codePoint);
    }
  }

  @Override
  public void writeTemporal(byte[] ascii, int offset, int length) {
    out.append(ascii, offset, length);
  }

  @Override
  public void writeBinary(byte[] bytes, int offset, int length) {
    if (rawBinary) {
      out.append(bytes, offset, length);
    } else {
      Base64Text.append(out, bytes, offset, length);
    }
  }

  @Override
  public void writeJson(byte[] utf8, int offset, int length) {
    out.append(utf8, offset, length);
  }
}
