package dev.freshet.transformers.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.bytes.PlainWriter;
import dev.freshet.transformers.value.ObjectValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as templates take them, and as they are printed. */
final class TemplateValue {

  private TemplateValue() {}

  /**
   * What a template is given. Fractions become their text: the library would take 0.5 for a zero.
   */
  static @Nullable Object of(@Nullable Object value) {
    if (value instanceof BigDecimal || value instanceof Double || value instanceof byte[]) {
      return text(value);
    }
    if (value instanceof Map<?, ?> members) {
      Map<Object, @Nullable Object> given = new LinkedHashMap<>();
      members.forEach((name, member) -> given.put(name, of(member)));
      return given;
    }
    if (value instanceof List<?> elements) {
      List<@Nullable Object> given = new ArrayList<>();
      elements.forEach(element -> given.add(of(element)));
      return given;
    }
    return value;
  }

  /**
   * What is printed: numbers and dates as in JSON, binary data as base64, maps and lists as JSON.
   */
  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    ByteBuilder text = new ByteBuilder();
    ObjectValue.write(value, new PlainWriter(text));
    return new String(text.array(), 0, text.length(), UTF_8);
  }
}
