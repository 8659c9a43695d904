package dev.freshet.transformers.value;

import dev.freshet.api.change.ValueWriter;
import dev.freshet.transformers.bytes.Ascii;
import dev.freshet.transformers.bytes.Base64Text;
import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.bytes.PlainText;
import dev.freshet.transformers.bytes.ShortestDecimal;
import dev.freshet.transformers.bytes.Utf8;
import java.util.Arrays;

/**
 * Writes column values as JSON (RFC 8259), escaping what MySQL's JSON functions escape. Whatever
 * bytes come as text, what goes out is well-formed UTF-8. Not thread-safe.
 */
public final class JsonWriter implements ValueWriter {

  private static final byte[] NULL = Ascii.bytes("null");
  private static final byte[] TRUE = Ascii.bytes("true");
  private static final byte[] FALSE = Ascii.bytes("false");
  private static final byte[] UNICODE_ESCAPE = Ascii.bytes("\\u00");

  /** For each ASCII character: 0 to write it as it is, {@code u}, or the letter of its escape. */
  private static final byte[] ESCAPES = escapes();

  private final ByteBuilder out;

  /** Writes to the end of {@code out}. */
  public JsonWriter(ByteBuilder out) {
    this.out = out;
  }

  @Override
  public void writeNull() {
    out.append(NULL);
  }

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
    out.append('"');
    int end = offset + length;
    int plainFrom = offset;
    for (int i = PlainText.end(utf8, offset, end); i < end; i = PlainText.end(utf8, i, end)) {
      byte next = utf8[i];
      int sequence = next >= 0 ? 0 : Utf8.sequence(utf8, i, end);
      if (sequence > 0) {
        i += sequence;
        continue;
      }
      out.append(utf8, plainFrom, i - plainFrom);
      if (sequence == 0) {
        appendEscaped(next);
        i++;
      } else {
        Utf8.appendReplacement(out);
        i -= sequence;
      }
      plainFrom = i;
    }
    out.append(utf8, plainFrom, end - plainFrom);
    out.append('"');
  }

  @Override
  public void writeText(String value) {
    out.append('"');
    int length = value.length();
    for (int i = 0; i < length; ) {
      int codePoint = value.codePointAt(i);
      if (codePoint < 0x80 && ESCAPES[codePoint] != 0) {
        appendEscaped((byte) codePoint);
      } else {
        out.appendCodePoint(codePoint);
      }
      i += Character.charCount(codePoint);
    }
    out.append('"');
  }

  @Override
  public void writeTemporal(byte[] ascii, int offset, int length) {
    out.append('"');
    out.append(ascii, offset, length);
    out.append('"');
  }

  @Override
  public void writeBinary(byte[] bytes, int offset, int length) {
    out.append('"');
    Base64Text.append(out, bytes, offset, length);
    out.append('"');
  }

  @Override
  public void writeJson(byte[] utf8, int offset, int length) {
    out.append(utf8, offset, length);
  }

  private void appendEscaped(byte character) {
    byte escape = ESCAPES[character];
    if (escape == 'u') {
      out.append(UNICODE_ESCAPE);
      out.appendHex(character);
    } else {
      out.append('\\');
      out.append((char) escape);
    }
  }

  private static byte[] escapes() {
    byte[] escapes = new byte[0x80];
    Arrays.fill(escapes, 0, ' ', (byte) 'u');
    escapes['\b'] = 'b';
    escapes['\f'] = 'f';
    escapes['\n'] = 'n';
    escapes['\r'] = 'r';
    escapes['\t'] = 't';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    return escapes;
  }
}
