package dev.freshet.connector.value;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * MySQL's binary JSON as compact JSON text. The format is described in MySQL's sql-common/
 * json_binary.h, the text of what JSON itself does not have in sql-common/json_dom.cc. Not
 * thread-safe.
 */
final class JsonText {

  private static final int SMALL_OBJECT = 0;
  private static final int LARGE_OBJECT = 1;
  private static final int SMALL_ARRAY = 2;
  private static final int LARGE_ARRAY = 3;
  private static final int LITERAL = 4;
  private static final int INT16 = 5;
  private static final int UINT16 = 6;
  private static final int INT32 = 7;
  private static final int UINT32 = 8;
  private static final int INT64 = 9;
  private static final int UINT64 = 10;
  private static final int DOUBLE = 11;
  private static final int STRING = 12;
  private static final int OPAQUE = 15;

  /** The server's own limit of nested levels. */
  private static final int MAXIMUM_DEPTH = 100;

  /** No byte of a document becomes more text than this. */
  private static final int MAXIMUM_GROWTH = 32;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final byte[] buffer;
  private final int limit;
  private final Utf8Buffer out;

  /** How long the text can be: parts of a damaged document may be there many times over. */
  private final long longest;

  private JsonText(byte[] buffer, int limit, Utf8Buffer out, int length) {
    this.buffer = buffer;
    this.limit = limit;
    this.out = out;
    this.longest = out.length() + MAXIMUM_GROWTH * (long) length;
  }

  /** Appends the document of {@code length} bytes at {@code offset}. */
  static void append(byte[] buffer, int offset, int length, Utf8Buffer out) {
    if (length == 0) {
      // what a NOT NULL column holds after INSERT IGNORE of NULL; the server reads it so too
      out.append("null");
      return;
    }
    JsonText text = new JsonText(buffer, offset + length, out, length);
    text.value(buffer[offset] & 0xff, offset + 1, 0);
  }

  private void value(int type, int at, int depth) {
    if (depth > MAXIMUM_DEPTH) {
      throw new UndecodableException("a JSON document is nested over 100 levels deep");
    }
    switch (type) {
      case SMALL_OBJECT -> container(at, 2, true, depth);
      case LARGE_OBJECT -> container(at, 4, true, depth);
      case SMALL_ARRAY -> container(at, 2, false, depth);
      case LARGE_ARRAY -> container(at, 4, false, depth);
      case LITERAL -> literal((int) unsigned(at, 1));
      case INT16 -> out.append(Long.toString(ByteOrdered.signed(unsigned(at, 2), 2)));
      case UINT16 -> out.append(Long.toString(unsigned(at, 2)));
      case INT32 -> out.append(Long.toString(ByteOrdered.signed(unsigned(at, 4), 4)));
      case UINT32 -> out.append(Long.toString(unsigned(at, 4)));
      case INT64 -> out.append(Long.toString(unsigned(at, 8)));
      case UINT64 -> out.append(Long.toUnsignedString(unsigned(at, 8)));
      case DOUBLE -> NumberText.appendJsonDouble(Double.longBitsToDouble(unsigned(at, 8)), out);
      case STRING -> string(at);
      case OPAQUE -> opaque(at);
      default -> throw new UndecodableException(type + " is not a type of JSON value");
    }
  }

  private long unsigned(int at, int length) {
    check(at, length);
    return ByteOrdered.littleEndian(buffer, at, length);
  }

  private void check(int at, long length) {
    if (at < 0 || length < 0 || at + length > limit) {
      throw new UndecodableException("a JSON document points outside of itself");
    }
  }

  private void container(int start, int width, boolean object, int depth) {
    long count = unsigned(start, width);
    int keyEntry = start + 2 * width;
    int keyEntryLength = object ? width + 2 : 0;
    check(keyEntry, count * (keyEntryLength + 1 + width));
    int valueEntry = keyEntry + (int) count * keyEntryLength;
    out.append(object ? '{' : '[');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.append(',');
      }
      if (object) {
        int keyAt = start + (int) unsigned(keyEntry, width);
        int keyLength = (int) unsigned(keyEntry + width, 2);
        check(keyAt, keyLength);
        quoted(buffer, keyAt, keyLength, out);
        out.append(':');
        keyEntry += keyEntryLength;
      }
      int type = buffer[valueEntry] & 0xff;
      if (isInlined(type, width)) {
        value(type, valueEntry + 1, depth + 1);
      } else {
        value(type, start + (int) unsigned(valueEntry + 1, width), depth + 1);
      }
      valueEntry += 1 + width;
      if (out.length() > longest) {
        throw new UndecodableException("a JSON document points to its parts more than once");
      }
    }
    out.append(object ? '}' : ']');
  }

  private static boolean isInlined(int type, int width) {
    return switch (type) {
      case LITERAL, INT16, UINT16 -> true;
      case INT32, UINT32 -> width == 4;
      default -> false;
    };
  }

  private void literal(int value) {
    switch (value) {
      case 0 -> out.append("null");
      case 1 -> out.append("true");
      case 2 -> out.append("false");
      default -> throw new UndecodableException(value + " is not a JSON literal");
    }
  }

  private void string(int at) {
    int prefix = lengthBytes(at);
    long length = variableLength(at);
    check(at + prefix, length);
    quoted(buffer, at + prefix, (int) length, out);
  }

  private int lengthBytes(int at) {
    int count = 1;
    while ((unsigned(at + count - 1, 1) & 0x80) != 0) {
      count++;
      if (count > 5) {
        throw new UndecodableException("a JSON value is longer than it can be");
      }
    }
    return count;
  }

  private long variableLength(int at) {
    long length = 0;
    int count = lengthBytes(at);
    for (int i = 0; i < count; i++) {
      length |= (long) (buffer[at + i] & 0x7f) << (7 * i);
    }
    return length;
  }

  private void opaque(int at) {
    int type = (int) unsigned(at, 1);
    int prefix = lengthBytes(at + 1);
    long length = variableLength(at + 1);
    int start = at + 1 + prefix;
    check(start, length);
    switch (type) {
      case BinlogType.NEWDECIMAL -> decimal(start, (int) length);
      case BinlogType.DATE, BinlogType.NEWDATE -> temporal(type, unsigned(start, 8));
      case BinlogType.TIME, BinlogType.DATETIME, BinlogType.TIMESTAMP ->
          temporal(type, unsigned(start, 8));
      default -> {
        byte[] data = new byte[(int) length];
        System.arraycopy(buffer, start, data, 0, data.length);
        out.append("\"base64:type" + type + ":");
        out.append(Base64.getEncoder().encodeToString(data)).append('"');
      }
    }
  }

  private void decimal(int start, int length) {
    int precision = (int) unsigned(start, 1);
    int scale = (int) unsigned(start + 1, 1);
    if (scale > precision || DecimalText.encodedLength(precision, scale) > length - 2) {
      throw new UndecodableException("a DECIMAL in a JSON document is shorter than it says");
    }
    byte[] text = new byte[DecimalText.maximumTextLength(precision)];
    out.append(text, 0, DecimalText.write(buffer, start + 2, precision, scale, text));
  }

  private void temporal(int type, long packed) {
    byte[] text = new byte[TemporalText.MAXIMUM_LENGTH];
    int length;
    if (type == BinlogType.TIME) {
      length = TemporalDecoders.packedTime(text, packed, 6);
    } else if (type == BinlogType.DATE || type == BinlogType.NEWDATE) {
      length = TemporalText.packedDate(text, 0, packed >> 24);
    } else {
      length = TemporalText.packedDateTime(text, 0, packed >> 24);
      length = TemporalText.fraction(text, length, (int) (packed & 0xffffff), 6);
    }
    out.append('"').append(text, 0, length).append('"');
  }

  private static void quoted(byte[] utf8, int offset, int length, Utf8Buffer out) {
    out.append('"');
    int plain = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      int one = utf8[i];
      if ((one >= 0 && one < 0x20) || one == '"' || one == '\\') {
        out.append(utf8, plain, i - plain);
        escape(one, out);
        plain = i + 1;
      }
    }
    out.append(utf8, plain, end - plain).append('"');
  }

  private static void escape(int one, Utf8Buffer out) {
    out.append('\\');
    switch (one) {
      case '"', '\\' -> out.append((char) one);
      case '\b' -> out.append('b');
      case '\f' -> out.append('f');
      case '\n' -> out.append('n');
      case '\r' -> out.append('r');
      case '\t' -> out.append('t');
      default -> out.append("u00").append((char) HEX[one >> 4]).append((char) HEX[one & 15]);
    }
  }
}
