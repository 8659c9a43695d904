package dev.freshet.transformers.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.transformers.bytes.ByteBuilder;

/**
 * Encodes rows of one table as compact JSON objects, columns in table order, names as in the table.
 * Not thread-safe.
 */
public final class JsonEncoder implements RowEncoder {

  private final ByteBuilder out = new ByteBuilder();
  private final JsonWriter writer = new JsonWriter(out);
  private final TableSchema schema;
  private final int[] columns;
  private final byte[][] names;

  /**
   * An encoder for some columns of a table.
   *
   * @param columns positions in {@code schema} of what an object holds, ascending
   */
  public JsonEncoder(TableSchema schema, int[] columns) {
    this.schema = schema;
    this.columns = columns.clone();
    this.names = new byte[columns.length][];
    for (int i = 0; i < columns.length; i++) {
      out.clear();
      out.append(i == 0 ? '{' : ',');
      byte[] name = schema.columns().get(columns[i]).name().getBytes(UTF_8);
      writer.writeUtf8(name, 0, name.length);
      out.append(':');
      names[i] = out.toByteArray();
    }
  }

  @Override
  public int[] columns() {
    return columns.clone();
  }

  @Override
  public boolean makesText() {
    return true;
  }

  @Override
  public byte[] encode(RowImage row) {
    out.clear();
    int i = 0;
    try {
      for (; i < columns.length; i++) {
        out.append(names[i]);
        if (row.isNull(columns[i])) {
          writer.writeNull();
        } else {
          row.write(columns[i], writer);
        }
      }
    } catch (RuntimeException e) {
      throw ValueException.undecodable(schema.columns().get(columns[i]), e);
    }
    if (columns.length == 0) {
      out.append('{');
    }
    out.append('}');
    return out.toByteArray();
  }
}
