package dev.freshet.connector.value;

import dev.freshet.api.change.ColumnDeclaration;
import dev.freshet.api.change.ColumnType;
import java.util.List;

/**
 * How the values of a column lie in row images and what they mean: all that a table map says of a
 * column but its name.
 *
 * @param type the type code, see {@link BinlogType}; for ENUM and SET the real one, not STRING
 * @param metadata the type's metadata: first length byte, precision and scale and so on; for the
 *     string types the greatest length in bytes
 * @param unsigned whether numbers are unsigned
 * @param characterSet of text, ENUM and SET columns; binary where bytes are not text
 * @param members the names of an ENUM's or SET's members
 * @param meaning what the values are, where the type code does not tell
 */
public record ColumnFormat(
    int type,
    int metadata,
    boolean unsigned,
    CharacterSet characterSet,
    List<String> members,
    Meaning meaning) {

  private static final int MAXIMUM_PRECISION = 65;

  public ColumnFormat {
    members = List.copyOf(members);
  }

  /** The type as far as values differ in what they look like. */
  public ColumnType columnType() {
    return switch (type) {
      case BinlogType.TINY -> ColumnType.TINYINT;
      case BinlogType.SHORT -> ColumnType.SMALLINT;
      case BinlogType.INT24 -> ColumnType.MEDIUMINT;
      case BinlogType.LONG -> ColumnType.INT;
      case BinlogType.LONGLONG -> ColumnType.BIGINT;
      case BinlogType.YEAR -> ColumnType.YEAR;
      case BinlogType.NEWDECIMAL -> ColumnType.DECIMAL;
      case BinlogType.FLOAT -> ColumnType.FLOAT;
      case BinlogType.DOUBLE -> ColumnType.DOUBLE;
      case BinlogType.BIT -> ColumnType.BIT;
      case BinlogType.STRING ->
          switch (meaning) {
            case UUID, INET4, INET6 -> ColumnType.CHAR;
            case AS_TYPED, JSON -> characterSet.isBinary() ? ColumnType.BINARY : ColumnType.CHAR;
          };
      case BinlogType.VARCHAR, BinlogType.VAR_STRING ->
          characterSet.isBinary() ? ColumnType.VARBINARY : ColumnType.VARCHAR;
      case BinlogType.BLOB -> {
        if (meaning == Meaning.JSON) {
          yield ColumnType.JSON;
        }
        yield characterSet.isBinary() ? ColumnType.BLOB : ColumnType.TEXT;
      }
      case BinlogType.ENUM -> ColumnType.ENUM;
      case BinlogType.SET -> ColumnType.SET;
      case BinlogType.JSON -> ColumnType.JSON;
      case BinlogType.DATE, BinlogType.NEWDATE -> ColumnType.DATE;
      case BinlogType.TIME, BinlogType.TIME2 -> ColumnType.TIME;
      case BinlogType.DATETIME, BinlogType.DATETIME2 -> ColumnType.DATETIME;
      case BinlogType.TIMESTAMP, BinlogType.TIMESTAMP2 -> ColumnType.TIMESTAMP;
      case BinlogType.GEOMETRY -> ColumnType.GEOMETRY;
      case BinlogType.VECTOR -> ColumnType.VECTOR;
      default -> throw unknown();
    };
  }

  /** What the declaration says beside the type. */
  public ColumnDeclaration declaration() {
    return switch (type) {
      case BinlogType.NEWDECIMAL ->
          new ColumnDeclaration(unsigned, metadata & 0xff, metadata >> 8, List.of());
      case BinlogType.BIT ->
          new ColumnDeclaration(false, (metadata >> 8) * 8 + (metadata & 0xff), 0, List.of());
      case BinlogType.TIME2, BinlogType.DATETIME2, BinlogType.TIMESTAMP2 ->
          new ColumnDeclaration(false, 0, metadata, List.of());
      default -> new ColumnDeclaration(unsigned, 0, 0, members);
    };
  }

  /** Makes sure that the metadata can be that of the type. */
  void check() {
    boolean possible =
        switch (type) {
          case BinlogType.BLOB, BinlogType.JSON, BinlogType.GEOMETRY, BinlogType.VECTOR ->
              isBetween(1, metadata, 4);
          case BinlogType.NEWDECIMAL ->
              isBetween(1, metadata & 0xff, MAXIMUM_PRECISION)
                  && metadata >> 8 <= (metadata & 0xff);
          case BinlogType.BIT ->
              (metadata & 0xff) < 8 && isBetween(1, (metadata & 0xff) + 8 * (metadata >> 8), 64);
          case BinlogType.ENUM -> isBetween(1, metadata, 2);
          case BinlogType.SET -> isBetween(1, metadata, 8);
          case BinlogType.TIME2, BinlogType.DATETIME2, BinlogType.TIMESTAMP2 ->
              isBetween(0, metadata, 6);
          default -> true;
        };
    if (!possible) {
      throw new UndecodableException(
          "a column of the binlog's type " + type + " cannot have the metadata " + metadata);
    }
  }

  private static boolean isBetween(int lowest, int value, int highest) {
    return lowest <= value && value <= highest;
  }

  UndecodableException unknown() {
    return new UndecodableException("columns of the binlog's type " + type + " are not known");
  }

  /** Whether values begin with their length, in how many bytes; 0 if all have the same length. */
  int lengthPrefix() {
    return switch (type) {
      case BinlogType.STRING, BinlogType.VARCHAR, BinlogType.VAR_STRING -> metadata > 255 ? 2 : 1;
      case BinlogType.BLOB, BinlogType.JSON, BinlogType.GEOMETRY, BinlogType.VECTOR -> metadata;
      default -> 0;
    };
  }

  /** The length in bytes that all values have; only defined where there is no prefix. */
  int fixedLength() {
    return switch (type) {
      case BinlogType.TINY, BinlogType.YEAR -> 1;
      case BinlogType.SHORT -> 2;
      case BinlogType.INT24, BinlogType.DATE, BinlogType.NEWDATE, BinlogType.TIME -> 3;
      case BinlogType.LONG, BinlogType.FLOAT, BinlogType.TIMESTAMP -> 4;
      case BinlogType.LONGLONG, BinlogType.DOUBLE, BinlogType.DATETIME -> 8;
      case BinlogType.NEWDECIMAL -> DecimalText.encodedLength(metadata & 0xff, metadata >> 8);
      case BinlogType.BIT -> ((metadata & 0xff) + 7) / 8 + (metadata >> 8);
      case BinlogType.ENUM, BinlogType.SET -> metadata;
      case BinlogType.TIME2 -> 3 + TemporalDecoders.fractionLength(metadata);
      case BinlogType.TIMESTAMP2 -> 4 + TemporalDecoders.fractionLength(metadata);
      case BinlogType.DATETIME2 -> 5 + TemporalDecoders.fractionLength(metadata);
      default -> throw unknown();
    };
  }
}
