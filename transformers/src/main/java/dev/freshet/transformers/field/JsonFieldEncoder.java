package dev.freshet.transformers.field;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.RowImage;
import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.value.JsonWriter;
import dev.freshet.transformers.value.RowEncoder;
import java.util.List;

/** Encodes fields as a compact JSON object in the order of the fields. Not thread-safe. */
public final class JsonFieldEncoder implements RowEncoder {

  private final ByteBuilder out = new ByteBuilder();
  private final JsonWriter writer = new JsonWriter(out);
  private final List<BoundField> fields;
  private final byte[][] names;

  /** An encoder for at least one field. */
  public JsonFieldEncoder(List<BoundField> fields) {
    this.fields = List.copyOf(fields);
    this.names = new byte[fields.size()][];
    for (int i = 0; i < names.length; i++) {
      out.clear();
      out.append(i == 0 ? '{' : ',');
      byte[] name = fields.get(i).name().getBytes(UTF_8);
      writer.writeUtf8(name, 0, name.length);
      out.append(':');
      names[i] = out.toByteArray();
    }
  }

  @Override
  public int[] columns() {
    return FieldColumns.of(fields);
  }

  @Override
  public boolean makesText() {
    return true;
  }

  @Override
  public byte[] encode(RowImage row) {
    out.clear();
    for (int i = 0; i < names.length; i++) {
      out.append(names[i]);
      fields.get(i).write(row, writer);
    }
    out.append('}');
    return out.toByteArray();
  }
}
