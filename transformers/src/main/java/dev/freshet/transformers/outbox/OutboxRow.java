package dev.freshet.transformers.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.value.TextEncoder;
import dev.freshet.transformers.value.ValueException;
import org.jspecify.annotations.Nullable;

/** Reads columns of one table's rows as what an outbox means by them. Not thread-safe. */
final class OutboxRow {

  private final TableSchema schema;
  private final @Nullable TextEncoder[] encoders;

  OutboxRow(TableSchema schema) {
    this.schema = schema;
    this.encoders = new TextEncoder[schema.columns().size()];
  }

  /** A column's bytes, text in UTF-8; null if it is NULL. */
  byte @Nullable [] bytes(RowImage row, int column) throws BadRowException {
    if (!row.has(column)) {
      throw new BadRowException(
          "the row image lacks the column %s".formatted(name(column)), Columns.WHOLE_ROWS);
    }
    TextEncoder encoder = encoders[column];
    if (encoder == null) {
      encoder = new TextEncoder(schema.columns().get(column), column);
      encoders[column] = encoder;
    }
    try {
      return encoder.encode(row);
    } catch (ValueException e) {
      throw new BadRowException(String.valueOf(e.getMessage()), e.remedy());
    }
  }

  /** A column's bytes, which may not be NULL. */
  byte[] required(RowImage row, int column) throws BadRowException {
    byte[] bytes = bytes(row, column);
    if (bytes == null) {
      throw new BadRowException(
          "the column %s is NULL".formatted(name(column)), "insert rows that have it");
    }
    return bytes;
  }

  /**
   * A column's whole number; 0 if it is NULL or the table does not have it.
   *
   * @param maximum the largest that makes sense
   */
  long number(RowImage row, int column, long maximum) throws BadRowException {
    byte[] digits = column == OutboxColumns.NONE ? null : bytes(row, column);
    if (digits == null) {
      return 0;
    }
    try {
      long number = Long.parseLong(new String(digits, UTF_8));
      if (number >= 0 && number <= maximum) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new BadRowException(
          "the column %s holds no whole number".formatted(name(column)), "make it an INT");
    }
    throw new BadRowException(
        "the column %s is not between 0 and %d".formatted(name(column), maximum),
        "insert a number that is");
  }

  String name(int column) {
    return schema.columns().get(column).name();
  }
}
