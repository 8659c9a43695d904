package dev.freshet.connector.value;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;

/** Chooses the decoder of a column by its format. */
final class ColumnDecoders {

  private ColumnDecoders() {}

  static ColumnDecoder of(ColumnFormat format, ZoneId zone) {
    int metadata = format.metadata();
    int prefix = format.lengthPrefix();
    return switch (format.type()) {
      case BinlogType.TINY,
          BinlogType.SHORT,
          BinlogType.INT24,
          BinlogType.LONG,
          BinlogType.LONGLONG ->
          integer(format.fixedLength(), format.unsigned());
      case BinlogType.YEAR -> TemporalDecoders.year();
      case BinlogType.NEWDECIMAL -> decimal(metadata & 0xff, metadata >> 8);
      case BinlogType.FLOAT ->
          (buffer, offset, out) -> {
            float value = Float.intBitsToFloat((int) ByteOrdered.littleEndian(buffer, offset, 4));
            NumberText.requireFinite(Float.isFinite(value));
            out.writeFloat(value);
          };
      case BinlogType.DOUBLE ->
          (buffer, offset, out) -> {
            double value = Double.longBitsToDouble(ByteOrdered.littleEndian(buffer, offset, 8));
            NumberText.requireFinite(Double.isFinite(value));
            out.writeDouble(value);
          };
      case BinlogType.BIT -> bit((metadata & 0xff) + 8 * (metadata >> 8), format.fixedLength());
      case BinlogType.STRING ->
          switch (format.meaning()) {
            case UUID -> fixedBinary(prefix, metadata, FixedBinaryText::uuid);
            case INET4 -> fixedBinary(prefix, metadata, FixedBinaryText::inet4);
            case INET6 -> fixedBinary(prefix, metadata, FixedBinaryText::inet6);
            case AS_TYPED, JSON ->
                format.characterSet().isBinary()
                    ? paddedBinary(prefix, metadata)
                    : text(prefix, format.characterSet());
          };
      case BinlogType.VARCHAR, BinlogType.VAR_STRING -> text(prefix, format.characterSet());
      case BinlogType.BLOB ->
          format.meaning() == Meaning.JSON ? jsonText(prefix) : text(prefix, format.characterSet());
      case BinlogType.ENUM -> enumeration(metadata, format.members());
      case BinlogType.SET -> set(metadata, format.members());
      case BinlogType.JSON -> json(prefix);
      case BinlogType.GEOMETRY -> geometry(prefix);
      case BinlogType.VECTOR -> vector(prefix);
      case BinlogType.DATE, BinlogType.NEWDATE -> TemporalDecoders.date();
      case BinlogType.TIME -> TemporalDecoders.oldTime();
      case BinlogType.DATETIME -> TemporalDecoders.oldDateTime();
      case BinlogType.TIMESTAMP -> TemporalDecoders.oldTimestamp(zone);
      case BinlogType.TIME2 -> TemporalDecoders.time(metadata);
      case BinlogType.DATETIME2 -> TemporalDecoders.dateTime(metadata);
      case BinlogType.TIMESTAMP2 -> TemporalDecoders.timestamp(metadata, zone);
      default -> throw format.unknown();
    };
  }

  private static ColumnDecoder integer(int length, boolean unsigned) {
    if (!unsigned) {
      return (buffer, offset, out) ->
          out.writeLong(
              ByteOrdered.signed(ByteOrdered.littleEndian(buffer, offset, length), length));
    }
    return length == 8
        ? (buffer, offset, out) ->
            out.writeUnsignedLong(ByteOrdered.littleEndian(buffer, offset, length))
        : (buffer, offset, out) -> out.writeLong(ByteOrdered.littleEndian(buffer, offset, length));
  }

  private static ColumnDecoder decimal(int precision, int scale) {
    int room = DecimalText.maximumTextLength(precision);
    return (buffer, offset, out) -> {
      byte[] text = new byte[room];
      out.writeDecimal(text, 0, DecimalText.write(buffer, offset, precision, scale, text));
    };
  }

  private static ColumnDecoder bit(int bits, int length) {
    return bits == 1
        ? (buffer, offset, out) -> out.writeBoolean(buffer[offset] != 0)
        : (buffer, offset, out) ->
            out.writeUnsignedLong(ByteOrdered.bigEndian(buffer, offset, length));
  }

  private static ColumnDecoder text(int prefix, CharacterSet characterSet) {
    return (buffer, offset, out) ->
        characterSet.write(buffer, offset + prefix, length(buffer, offset, prefix), out);
  }

  /** BINARY(n). */
  private static ColumnDecoder paddedBinary(int prefix, int declared) {
    return (buffer, offset, out) -> {
      int length = length(buffer, offset, prefix);
      if (length == declared) {
        out.writeBinary(buffer, offset + prefix, length);
      } else {
        out.writeBinary(padded(buffer, offset, prefix, declared), 0, declared);
      }
    };
  }

  private static ColumnDecoder fixedBinary(
      int prefix, int declared, Function<byte[], String> text) {
    return (buffer, offset, out) ->
        out.writeText(text.apply(padded(buffer, offset, prefix, declared)));
  }

  /** The server strips zero bytes at the end. */
  private static byte[] padded(byte[] buffer, int offset, int prefix, int declared) {
    int length = length(buffer, offset, prefix);
    if (length > declared) {
      throw new UndecodableException(
          "a value of " + length + " bytes stands in a column of " + declared);
    }
    byte[] padded = new byte[declared];
    System.arraycopy(buffer, offset + prefix, padded, 0, length);
    return padded;
  }

  private static ColumnDecoder jsonText(int prefix) {
    return (buffer, offset, out) -> {
      int length = length(buffer, offset, prefix);
      Utf8Buffer text = new Utf8Buffer(length);
      JsonBlanks.drop(buffer, offset + prefix, length, text);
      out.writeJson(text.bytes(), 0, text.length());
    };
  }

  private static ColumnDecoder json(int prefix) {
    return (buffer, offset, out) -> {
      int length = length(buffer, offset, prefix);
      Utf8Buffer text = new Utf8Buffer(length);
      JsonText.append(buffer, offset + prefix, length, text);
      out.writeJson(text.bytes(), 0, text.length());
    };
  }

  private static ColumnDecoder geometry(int prefix) {
    return (buffer, offset, out) -> {
      int length = length(buffer, offset, prefix);
      Utf8Buffer text = new Utf8Buffer(2 * length);
      GeoJsonText.append(buffer, offset + prefix, length, text);
      out.writeJson(text.bytes(), 0, text.length());
    };
  }

  private static ColumnDecoder vector(int prefix) {
    return (buffer, offset, out) -> {
      int length = length(buffer, offset, prefix);
      Utf8Buffer text = new Utf8Buffer(3 * length);
      VectorText.append(buffer, offset + prefix, length, text);
      out.writeJson(text.bytes(), 0, text.length());
    };
  }

  private static ColumnDecoder enumeration(int length, List<String> members) {
    byte[][] names = new byte[members.size() + 1][];
    names[0] = new byte[0];
    for (int i = 0; i < members.size(); i++) {
      names[i + 1] = members.get(i).getBytes(StandardCharsets.UTF_8);
    }
    return (buffer, offset, out) -> {
      int index = (int) ByteOrdered.littleEndian(buffer, offset, length);
      if (index >= names.length) {
        throw new UndecodableException(
            "an ENUM column holds its member " + index + " but has " + members.size());
      }
      out.writeUtf8(names[index], 0, names[index].length);
    };
  }

  private static ColumnDecoder set(int length, List<String> members) {
    return (buffer, offset, out) -> {
      long bits = ByteOrdered.littleEndian(buffer, offset, length);
      StringBuilder text = new StringBuilder();
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        int index = Long.numberOfTrailingZeros(rest);
        if (index >= members.size()) {
          throw new UndecodableException(
              "a SET column holds its member " + (index + 1) + " but has " + members.size());
        }
        text.append(rest == bits ? "" : ",").append(members.get(index));
      }
      out.writeText(text.toString());
    };
  }

  private static int length(byte[] buffer, int offset, int prefix) {
    return (int) ByteOrdered.littleEndian(buffer, offset, prefix);
  }
}
