package dev.freshet.transformers.field;

import dev.freshet.api.change.RowImage;
import dev.freshet.transformers.value.MsgpackWriter;
import dev.freshet.transformers.value.RowEncoder;
import java.util.List;

/** Encodes fields as a MessagePack map in the order of the fields. Not thread-safe. */
public final class MsgpackEncoder implements RowEncoder {

  private final MsgpackWriter writer = new MsgpackWriter();
  private final List<BoundField> fields;

  /** An encoder for some fields. */
  public MsgpackEncoder(List<BoundField> fields) {
    this.fields = List.copyOf(fields);
  }

  @Override
  public int[] columns() {
    return FieldColumns.of(fields);
  }

  @Override
  public boolean makesText() {
    return false;
  }

  @Override
  public byte[] encode(RowImage row) {
    writer.clear();
    writer.beginMap(fields.size());
    for (BoundField field : fields) {
      writer.writeText(field.name());
      field.write(row, writer);
    }
    return writer.toByteArray();
  }
}
