package dev.freshet.connector.value;

/** The columns that the images of a row event hold. Immutable. */
public final class ColumnBits {

  private final byte[] bits;
  private final int columns;
  private final int count;

  private ColumnBits(byte[] bits, int columns, int count) {
    this.bits = bits;
    this.columns = columns;
    this.count = count;
  }

  /**
   * Reads the bitmap of a row event: a bit for each column, lowest bit of the first byte first.
   *
   * @param columns how many columns the table has
   */
  public static ColumnBits read(ByteCursor cursor, int columns) {
    byte[] bits = cursor.bytes((columns + 7) / 8);
    int count = 0;
    for (int i = 0; i < columns; i++) {
      count += bits[i >> 3] >> (i & 7) & 1;
    }
    return new ColumnBits(bits, columns, count);
  }

  boolean has(int column) {
    return (bits[column >> 3] >> (column & 7) & 1) != 0;
  }

  /** How many columns the images hold. */
  int count() {
    return count;
  }

  /** Whether they hold every column. */
  public boolean isComplete() {
    return count == columns;
  }
}
