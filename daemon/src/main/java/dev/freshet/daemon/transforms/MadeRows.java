package dev.freshet.daemon.transforms;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a record holds which came out of the transforms: an envelope has those before and
 * after the change, anything else is a row itself, and no value at all is a row that is gone. A row
 * by itself is the one after the change, or of a delete the one before it.
 *
 * @param topic the record's topic
 * @param before the row before the change; null where the record does not tell
 * @param after the row after the change; null if there is none any more
 */
record MadeRows(String topic, @Nullable Struct before, @Nullable Struct after) {

  private static final String ENVELOPE = ".Envelope";

  /**
   * Reads a record.
   *
   * @param kind what the change was that it was made of
   */
  static MadeRows of(SourceRecord made, RowChange.Kind kind) throws TransformFailure {
    String topic = String.valueOf(made.topic());
    Object value = made.value();
    if (value == null) {
      return new MadeRows(topic, null, null);
    }
    if (!(value instanceof Struct struct)) {
      throw TransformFailure.unusable(
          "its value is a %s, neither a Struct with a row nor an envelope"
              .formatted(value.getClass().getName()));
    }
    if (!isEnvelope(struct.schema())) {
      return kind == RowChange.Kind.DELETE
          ? new MadeRows(topic, struct, null)
          : new MadeRows(topic, null, struct);
    }
    String operation = String.valueOf(struct.get("op"));
    Struct before = row(struct, "before");
    Struct after = row(struct, "after");
    return switch (operation) {
      case "c", "r", "u" -> {
        if (after == null) {
          throw TransformFailure.unusable("op=" + operation + " has no row in after");
        }
        yield new MadeRows(topic, before, after);
      }
      case "d" -> new MadeRows(topic, before, null);
      default -> throw TransformFailure.unusable("an op other than c, r, u and d");
    };
  }

  /** As Debezium tells an envelope, by its name, or by what stands in it. */
  private static boolean isEnvelope(Schema schema) {
    return schema.field("op") != null
        && ((schema.name() != null && schema.name().endsWith(ENVELOPE))
            || (isRow(schema.field("before")) && isRow(schema.field("after"))));
  }

  private static boolean isRow(@Nullable Field field) {
    return field != null && field.schema().type() == Schema.Type.STRUCT;
  }

  private static @Nullable Struct row(Struct envelope, String name) {
    Field field = envelope.schema().field(name);
    return isRow(field) ? envelope.getStruct(name) : null;
  }

  /** These with the row after another change as the one before this. */
  MadeRows withBefore(@Nullable MadeRows earlier) {
    return new MadeRows(topic, earlier == null ? null : earlier.after, after);
  }

  /**
   * The change that they are; null if there was and is no row.
   *
   * @param original the change that the record was made of
   * @param shapes of the original's table
   * @param table the table that they belong to
   * @param rowBefore the original's row before the change
   * @param rowAfter the original's row after the change
   */
  @SuppressWarnings("ReferenceEquality") // what is the same all over is the original
  @Nullable RowChange change(
      RowChange original,
      RowShapes shapes,
      TableName table,
      @Nullable ConnectRow rowBefore,
      @Nullable ConnectRow rowAfter) {
    Struct shown = after == null ? before : after;
    if (shown == null) {
      return null;
    }
    RowShape shape = shapes.of(shown.schema(), table);
    RowImage imageBefore =
        before == null ? null : shape.image(rowBefore == null ? rowAfter : rowBefore, before);
    RowImage imageAfter = after == null ? null : shape.image(rowAfter, after);
    if (shape.table() == original.schema()
        && imageBefore == original.before()
        && imageAfter == original.after()) {
      return original;
    }
    RowChange.Kind kind =
        imageBefore == null
            ? RowChange.Kind.INSERT
            : imageAfter == null ? RowChange.Kind.DELETE : RowChange.Kind.UPDATE;
    return new RowChange(shape.table(), kind, imageBefore, imageAfter);
  }
}
