package dev.freshet.api.change;

/**
 * Takes one column value in its canonical form. A source (binlog image, query result) calls exactly
 * one method per value; an encoder implements the methods. What a value means is decided by the
 * caller, what it looks like by the implementation, so that all sources give the same bytes for the
 * same row.
 *
 * <p>Not thread-safe. Arrays that are passed are only valid during the call and must not be
 * changed.
 */
public interface ValueWriter {

  /** SQL NULL. */
  void writeNull();

  /** BIT(1). */
  void writeBoolean(boolean value);

  /** Any integer type and YEAR, if it fits a signed 64-bit number. */
  void writeLong(long value);

  /** BIGINT UNSIGNED and BIT(n): the 64 bits read as an unsigned number. */
  void writeUnsignedLong(long value);

  /** FLOAT. */
  void writeFloat(float value);

  /** DOUBLE. */
  void writeDouble(double value);

  /**
   * DECIMAL as plain ASCII digits with an optional leading minus sign and exactly the declared
   * number of digits after the point, as the server prints it.
   */
  void writeDecimal(byte[] ascii, int offset, int length);

  /** Text that already is well-formed UTF-8. */
  void writeUtf8(byte[] utf8, int offset, int length);

  /** Text. */
  void writeText(String value);

  /**
   * A date or time as the server prints it, ASCII: {@code 2026-11-20}, {@code -838:59:59.000000},
   * {@code 2026-11-20 07:45:00.123}.
   */
  void writeTemporal(byte[] ascii, int offset, int length);

  /** Bytes that are not text. */
  void writeBinary(byte[] bytes, int offset, int length);

  /** A JSON document as compact UTF-8 text. Also GEOMETRY (as GeoJSON) and VECTOR (as an array). */
  void writeJson(byte[] utf8, int offset, int length);
}
