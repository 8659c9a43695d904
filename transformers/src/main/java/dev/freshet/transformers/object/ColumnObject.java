package dev.freshet.transformers.object;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes one column value and keeps it as a Java object. Not thread-safe.
 *
 * <table>
 *   <caption>What becomes of a value</caption>
 *   <tr><th>MySQL type</th><th>Java object</th></tr>
 *   <tr><td>integer types, YEAR, BIT(n)</td><td>{@link Long}, {@link BigInteger} where it does not
 *       fit</td></tr>
 *   <tr><td>DECIMAL</td><td>{@link BigDecimal} of the declared scale</td></tr>
 *   <tr><td>FLOAT, DOUBLE</td><td>{@link Double}; of a FLOAT, the one with the same digits</td></tr>
 *   <tr><td>BIT(1)</td><td>{@link Boolean}</td></tr>
 *   <tr><td>text, ENUM, SET, dates and times</td><td>{@link String}</td></tr>
 *   <tr><td>JSON, GEOMETRY, VECTOR</td><td>as {@link JsonTree} says</td></tr>
 *   <tr><td>BINARY, VARBINARY, BLOB</td><td>{@code byte[]}</td></tr>
 *   <tr><td>NULL</td><td>null</td></tr>
 * </table>
 */
public final class ColumnObject implements ValueWriter {

  private @Nullable Object value;

  /**
   * The value of a column.
   *
   * @throws JsonTree.MalformedException if a source calls something JSON that is none
   */
  public @Nullable Object read(RowImage row, int column) {
    value = null;
    if (!row.isNull(column)) {
      row.write(column, this);
    }
    return value;
  }

  @Override
  public void writeNull() {
    value = null;
  }

  @Override
  public void writeBoolean(boolean bool) {
    value = bool;
  }

  @Override
  public void writeLong(long number) {
    value = number;
  }

  @Override
  public void writeUnsignedLong(long number) {
    value = number >= 0 ? (Object) number : new BigInteger(Long.toUnsignedString(number));
  }

  @Override
  public void writeFloat(float number) {
    value = Double.valueOf(Float.toString(number));
  }

  @Override
  public void writeDouble(double number) {
    value = number;
  }

  @Override
  public void writeDecimal(byte[] ascii, int offset, int length) {
    value = new BigDecimal(new String(ascii, offset, length, US_ASCII));
  }

  @Override
  public void writeUtf8(byte[] utf8, int offset, int length) {
    value = new String(utf8, offset, length, UTF_8);
  }

  @Override
  public void writeText(String text) {
    value = text;
  }

  @Override
  public void writeTemporal(byte[] ascii, int offset, int length) {
    value = new String(ascii, offset, length, US_ASCII);
  }

  @Override
  public void writeBinary(byte[] bytes, int offset, int length) {
    value = Arrays.copyOfRange(bytes, offset, offset + length);
  }

  @Override
  public void writeJson(byte[] utf8, int offset, int length) {
    value = JsonTree.parse(new String(utf8, offset, length, UTF_8));
  }
}
