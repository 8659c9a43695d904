package dev.freshet.daemon.transforms;

import dev.freshet.api.change.RowImage;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A row's values as Connect's, beside the image that they were read from. They tell whether a
 * transform has put another value in the place of one: then it is not the same object any more.
 */
final class ConnectRow {

  private final RowImage image;
  private final Schema schema;
  private final @Nullable Object[] values;

  /**
   * @param schema has a field for each column
   * @param values the values by column
   */
  ConnectRow(RowImage image, Schema schema, @Nullable Object[] values) {
    this.image = image;
    this.schema = schema;
    this.values = values;
  }

  /** The image that the values were read from. */
  RowImage image() {
    return image;
  }

  /** The values as a structure: a new one each time, since transforms may change what they get. */
  Struct struct() {
    Struct struct = new Struct(schema);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        struct.put(schema.fields().get(i), value);
      }
    }
    return struct;
  }

  /** A column's value. */
  @Nullable Object value(int column) {
    return values[column];
  }

  /** Whether {@code value} is what was read from a column, and not merely something equal to it. */
  @SuppressWarnings("ReferenceEquality") // that is the question
  boolean isOwn(int column, @Nullable Object value) {
    return values[column] == value;
  }
}
