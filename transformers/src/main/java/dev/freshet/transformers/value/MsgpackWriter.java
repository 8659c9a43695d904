package dev.freshet.transformers.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.ValueWriter;
import dev.freshet.transformers.bytes.Utf8;
import dev.freshet.transformers.object.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/**
 * Writes column values in MessagePack (github.com/msgpack/msgpack, spec.md), each in the shortest
 * form of its kind. Not thread-safe.
 *
 * <p>A DECIMAL becomes a string with its digits, since MessagePack has no decimals; a JSON document
 * becomes maps and arrays, with numbers that have a point or exponent as float 64.
 */
public final class MsgpackWriter implements ValueWriter {

  private final MessageBufferPacker out = MessagePack.newDefaultBufferPacker();

  /** Forgets what has been written. */
  public void clear() {
    out.clear();
  }

  /** What has been written. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  /** Begins a map of {@code size} entries, of which each is a text and a value. */
  public void beginMap(int size) {
    write(packer -> packer.packMapHeader(size));
  }

  /** Begins an array of {@code size} elements. */
  public void beginArray(int size) {
    write(packer -> packer.packArrayHeader(size));
  }

  @Override
  public void writeNull() {
    write(MessagePacker::packNil);
  }

  @Override
  public void writeBoolean(boolean value) {
    write(packer -> packer.packBoolean(value));
  }

  @Override
  public void writeLong(long value) {
    write(packer -> packer.packLong(value));
  }

  @Override
  public void writeUnsignedLong(long value) {
    if (value >= 0) {
      writeLong(value);
    } else {
      BigInteger number = new BigInteger(Long.toUnsignedString(value));
      write(packer -> packer.packBigInteger(number));
    }
  }

  @Override
  public void writeFloat(float value) {
    write(packer -> packer.packFloat(value));
  }

  @Override
  public void writeDouble(double value) {
    write(packer -> packer.packDouble(value));
  }

  @Override
  public void writeDecimal(byte[] ascii, int offset, int length) {
    writeBytes(ascii, offset, length);
  }

  /** Text; of what is not well-formed UTF-8, what is broken becomes U+FFFD. */
  @Override
  public void writeUtf8(byte[] utf8, int offset, int length) {
    if (isWellFormed(utf8, offset, offset + length)) {
      writeBytes(utf8, offset, length);
    } else {
      writeText(new String(utf8, offset, length, UTF_8));
    }
  }

  @Override
  public void writeText(String value) {
    byte[] utf8 = value.getBytes(UTF_8);
    writeBytes(utf8, 0, utf8.length);
  }

  @Override
  public void writeTemporal(byte[] ascii, int offset, int length) {
    writeBytes(ascii, offset, length);
  }

  @Override
  public void writeBinary(byte[] bytes, int offset, int length) {
    write(
        packer -> {
          packer.packBinaryHeader(length);
          packer.writePayload(bytes, offset, length);
        });
  }

  @Override
  public void writeJson(byte[] utf8, int offset, int length) {
    writeTree(JsonTree.parse(new String(utf8, offset, length, UTF_8)));
  }

  private void writeTree(@Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      beginMap(members.size());
      members.forEach(
          (name, member) -> {
            writeText(String.valueOf(name));
            writeTree(member);
          });
    } else if (value instanceof List<?> elements) {
      beginArray(elements.size());
      elements.forEach(this::writeTree);
    } else if (value instanceof BigDecimal number) {
      writeDouble(number.doubleValue());
    } else {
      ObjectValue.write(value, this);
    }
  }

  private void writeBytes(byte[] utf8, int offset, int length) {
    write(
        packer -> {
          packer.packRawStringHeader(length);
          packer.writePayload(utf8, offset, length);
        });
  }

  private static boolean isWellFormed(byte[] bytes, int from, int end) {
    for (int i = from; i < end; ) {
      int length = bytes[i] >= 0 ? 1 : Utf8.sequence(bytes, i, end);
      if (length < 0) {
        return false;
      }
      i += length;
    }
    return true;
  }

  private interface Writing {
    void to(MessagePacker packer) throws IOException;
  }

  private void write(Writing writing) {
    try {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes everything", e);
    }
  }
}
