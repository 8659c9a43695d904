package dev.freshet.transformers.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.bytes.PlainWriter;
import dev.freshet.transformers.object.ColumnObject;
import dev.freshet.transformers.query.ResultNode.Elements;
import dev.freshet.transformers.query.ResultNode.Leaf;
import dev.freshet.transformers.query.ResultNode.Members;
import dev.freshet.transformers.template.TemplateFile;
import dev.freshet.transformers.value.JsonWriter;
import dev.freshet.transformers.value.MsgpackWriter;
import dev.freshet.transformers.value.ValueException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes values of what queries return. Immutable and thread-safe. */
sealed interface ResultEncoder {

  /** Whether values are text, in UTF-8. */
  boolean makesText();

  /**
   * The value; null if there is none to store.
   *
   * @throws ValueException if the result cannot become a value
   */
  byte @Nullable [] encode(ResultNode result);

  /** Compact JSON. */
  record Json() implements ResultEncoder {

    @Override
    public boolean makesText() {
      return true;
    }

    @Override
    public byte[] encode(ResultNode result) {
      ByteBuilder out = new ByteBuilder();
      write(result, new JsonWriter(out), out);
      return out.toByteArray();
    }

    private static void write(ResultNode node, JsonWriter writer, ByteBuilder out) {
      if (node instanceof Leaf leaf) {
        leaf.row().write(leaf.column(), writer);
      } else if (node instanceof Members members) {
        char separator = '{';
        for (Map.Entry<String, ResultNode> member : members.byName().entrySet()) {
          out.append(separator);
          byte[] name = member.getKey().getBytes(UTF_8);
          writer.writeUtf8(name, 0, name.length);
          out.append(':');
          write(member.getValue(), writer, out);
          separator = ',';
        }
        out.append('}');
      } else if (node instanceof Elements elements) {
        out.append('[');
        for (int i = 0; i < elements.nodes().size(); i++) {
          if (i > 0) {
            out.append(',');
          }
          write(elements.nodes().get(i), writer, out);
        }
        out.append(']');
      }
    }
  }

  /** MessagePack. */
  record Msgpack() implements ResultEncoder {

    @Override
    public boolean makesText() {
      return false;
    }

    @Override
    public byte[] encode(ResultNode result) {
      MsgpackWriter out = new MsgpackWriter();
      write(result, out);
      return out.toByteArray();
    }

    private static void write(ResultNode node, MsgpackWriter out) {
      if (node instanceof Leaf leaf) {
        leaf.row().write(leaf.column(), out);
      } else if (node instanceof Members members) {
        out.beginMap(members.byName().size());
        members
            .byName()
            .forEach(
                (name, member) -> {
                  out.writeText(name);
                  write(member, out);
                });
      } else if (node instanceof Elements elements) {
        out.beginArray(elements.nodes().size());
        elements.nodes().forEach(element -> write(element, out));
      }
    }
  }

  /** A single value as it is; NULL is none. */
  record Text() implements ResultEncoder {

    @Override
    public boolean makesText() {
      return true;
    }

    @Override
    public byte @Nullable [] encode(ResultNode result) {
      if (!(result instanceof Leaf leaf)) {
        throw ResultShape.unfit("value=string takes result=scalar");
      }
      if (leaf.row().isNull(leaf.column())) {
        return null;
      }
      ByteBuilder out = new ByteBuilder();
      leaf.row().write(leaf.column(), PlainWriter.withRawBinary(out));
      return out.toByteArray();
    }
  }

  /** A page; the rows of a list are {@code rows} to its template. */
  record Page(TemplateFile template) implements ResultEncoder {

    private static final String ROWS = "rows";

    @Override
    public boolean makesText() {
      return true;
    }

    @Override
    public byte[] encode(ResultNode result) {
      Object tree = tree(result, new ColumnObject());
      if (tree instanceof Map<?, ?> members) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        members.forEach((name, value) -> values.put(String.valueOf(name), value));
        return template.render(values);
      }
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      values.put(ROWS, tree);
      return template.render(values);
    }

    private static @Nullable Object tree(ResultNode node, ColumnObject reader) {
      if (node instanceof Leaf leaf) {
        return reader.read(leaf.row(), leaf.column());
      }
      if (node instanceof Members members) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        members.byName().forEach((name, member) -> values.put(name, tree(member, reader)));
        return values;
      }
      List<@Nullable Object> values = new ArrayList<>();
      ((Elements) node).nodes().forEach(element -> values.add(tree(element, reader)));
      return values;
    }
  }
}
