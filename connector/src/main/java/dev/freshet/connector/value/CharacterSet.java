package dev.freshet.connector.value;

import dev.freshet.api.change.ValueWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A character set of the server: how the bytes of a text column become text. Immutable. */
public abstract sealed class CharacterSet {

  /** Bytes that are not text. */
  public static final CharacterSet BINARY = new Binary();

  private final String name;

  private CharacterSet(String name) {
    this.name = name;
  }

  /** A set whose bytes are UTF-8 as they are: utf8mb4, utf8mb3, ascii. */
  public static CharacterSet utf8(String name) {
    return new Utf8(name);
  }

  /**
   * A set of single bytes.
   *
   * @param characters the text of the bytes 0 to 255, one code point each
   * @throws IllegalArgumentException if it is not 256 code points
   */
  public static CharacterSet singleByte(String name, String characters) {
    int[] codePoints = characters.codePoints().toArray();
    if (codePoints.length != 256) {
      throw new IllegalArgumentException(
          "character set " + name + " has " + codePoints.length + " characters, not 256");
    }
    byte[][] utf8OfByte = new byte[256][];
    for (int i = 0; i < 256; i++) {
      utf8OfByte[i] = Character.toString(codePoints[i]).getBytes(StandardCharsets.UTF_8);
    }
    return new SingleByte(name, utf8OfByte);
  }

  /**
   * A set of characters of one or two bytes.
   *
   * @param codePoints what each byte, and each pair of bytes with the first one higher, stands for;
   *     0 where it is no character
   */
  public static CharacterSet doubleByte(String name, int[] codePoints) {
    return new DoubleByte(name, codePoints.clone());
  }

  /**
   * UTF-32, the first byte highest. Java knows it, but takes a character U+FEFF at the beginning
   * for a mark of the order of bytes, and drops it.
   */
  public static CharacterSet utf32(String name) {
    return new FourBytes(name);
  }

  /** A set that Java knows too. */
  public static CharacterSet of(String name, Charset charset) {
    return new KnownToJava(name, charset);
  }

  final UndecodableException unknownCharacter(@Nullable Exception cause) {
    String message =
        "text in character set "
            + name
            + " has a character that is not known here; convert the column to utf8mb4";
    return cause == null
        ? new UndecodableException(message)
        : new UndecodableException(message, cause);
  }

  /** The server's name for it. */
  public final String name() {
    return name;
  }

  /** Whether this is {@link #BINARY}. */
  public final boolean isBinary() {
    return this instanceof Binary;
  }

  /** The text of some bytes. */
  public abstract String decode(byte[] bytes);

  /** Hands text to {@code out}, without decoding it where its bytes are UTF-8 already. */
  abstract void write(byte[] bytes, int offset, int length, ValueWriter out);

  @Override
  public final String toString() {
    return name;
  }

  private static final class Binary extends CharacterSet {

    Binary() {
      super("binary");
    }

    @Override
    public String decode(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    void write(byte[] bytes, int offset, int length, ValueWriter out) {
      out.writeBinary(bytes, offset, length);
    }
  }

  private static final class Utf8 extends CharacterSet {

    Utf8(String name) {
      super(name);
    }

    @Override
    public String decode(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    void write(byte[] bytes, int offset, int length, ValueWriter out) {
      out.writeUtf8(bytes, offset, length);
    }
  }

  private static final class SingleByte extends CharacterSet {

    private final byte[][] utf8OfByte;

    SingleByte(String name, byte[][] utf8OfByte) {
      super(name);
      this.utf8OfByte = utf8OfByte;
    }

    @Override
    public String decode(byte[] bytes) {
      return new String(toUtf8(bytes, 0, bytes.length), StandardCharsets.UTF_8);
    }

    @Override
    void write(byte[] bytes, int offset, int length, ValueWriter out) {
      byte[] utf8 = toUtf8(bytes, offset, length);
      out.writeUtf8(utf8, 0, utf8.length);
    }

    private byte[] toUtf8(byte[] bytes, int offset, int length) {
      int needed = 0;
      for (int i = offset; i < offset + length; i++) {
        needed += utf8OfByte[bytes[i] & 0xff].length;
      }
      byte[] utf8 = new byte[needed];
      int at = 0;
      for (int i = offset; i < offset + length; i++) {
        for (byte one : utf8OfByte[bytes[i] & 0xff]) {
          utf8[at++] = one;
        }
      }
      return utf8;
    }
  }

  /** A set that has to be made text before it can be written. */
  private abstract static sealed class Converted extends CharacterSet {

    Converted(String name) {
      super(name);
    }

    @Override
    public String decode(byte[] bytes) {
      return text(bytes, 0, bytes.length);
    }

    @Override
    void write(byte[] bytes, int offset, int length, ValueWriter out) {
      out.writeText(text(bytes, offset, length));
    }

    /**
     * The text of some bytes.
     *
     * @throws UndecodableException if one of the characters is not known
     */
    abstract String text(byte[] bytes, int offset, int length);
  }

  private static final class DoubleByte extends Converted {

    private final int[] codePoints;

    DoubleByte(String name, int[] codePoints) {
      super(name);
      this.codePoints = codePoints;
    }

    @Override
    String text(byte[] bytes, int offset, int length) {
      StringBuilder text = new StringBuilder(length);
      int end = offset + length;
      for (int i = offset; i < end; i++) {
        int code = bytes[i] & 0xff;
        if (code != 0 && codePoints[code] == 0 && i + 1 < end) {
          i++;
          code = code << 8 | (bytes[i] & 0xff);
        }
        if (code != 0 && codePoints[code] == 0) {
          throw unknownCharacter(null);
        }
        text.appendCodePoint(codePoints[code]);
      }
      return text.toString();
    }
  }

  private static final class FourBytes extends Converted {

    FourBytes(String name) {
      super(name);
    }

    @Override
    String text(byte[] bytes, int offset, int length) {
      StringBuilder text = new StringBuilder(length / 4);
      for (int i = offset; i < offset + length; i += 4) {
        long codePoint = i + 4 <= offset + length ? ByteOrdered.bigEndian(bytes, i, 4) : -1;
        if (codePoint < 0 || codePoint > Character.MAX_CODE_POINT) {
          throw unknownCharacter(null);
        }
        text.appendCodePoint((int) codePoint);
      }
      return text.toString();
    }
  }

  private static final class KnownToJava extends Converted {

    private final Charset charset;

    KnownToJava(String name, Charset charset) {
      super(name);
      this.charset = charset;
    }

    @Override
    String text(byte[] bytes, int offset, int length) {
      try {
        return charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes, offset, length))
            .toString();
      } catch (CharacterCodingException e) {
        throw unknownCharacter(e);
      }
    }
  }
}
