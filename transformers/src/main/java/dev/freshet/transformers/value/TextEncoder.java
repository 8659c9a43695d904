package dev.freshet.transformers.value;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.bytes.PlainWriter;
import org.jspecify.annotations.Nullable;

/**
 * Gives one column's value as it is: text in UTF-8, binary data as its bytes, numbers and dates as
 * they are printed. NULL is no value. Not thread-safe.
 */
public final class TextEncoder implements RowEncoder {

  private final ByteBuilder out = new ByteBuilder();
  private final PlainWriter writer = PlainWriter.withRawBinary(out);
  private final Column column;
  private final int position;

  /**
   * An encoder for a column.
   *
   * @param position where it stands in its table
   */
  public TextEncoder(Column column, int position) {
    this.column = column;
    this.position = position;
  }

  @Override
  public int[] columns() {
    return new int[] {position};
  }

  @Override
  public boolean makesText() {
    return switch (column.type()) {
      case BINARY, VARBINARY, BLOB -> false;
      case TINYINT,
          SMALLINT,
          MEDIUMINT,
          INT,
          BIGINT,
          YEAR,
          DECIMAL,
          FLOAT,
          DOUBLE,
          BIT,
          CHAR,
          VARCHAR,
          TEXT,
          ENUM,
          SET,
          JSON,
          DATE,
          TIME,
          DATETIME,
          TIMESTAMP,
          GEOMETRY,
          VECTOR ->
          true;
    };
  }

  @Override
  public byte @Nullable [] encode(RowImage row) {
    if (row.isNull(position)) {
      return null;
    }
    out.clear();
    try {
      row.write(position, writer);
    } catch (RuntimeException e) {
      throw ValueException.undecodable(column, e);
    }
    return out.toByteArray();
  }
}
