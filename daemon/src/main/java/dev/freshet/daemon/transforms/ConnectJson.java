package dev.freshet.daemon.transforms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.change.ColumnDeclaration;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Arrays, maps and structures that transforms have made, as JSON. */
final class ConnectJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private ConnectJson() {}

  /** A value as JSON, in UTF-8. */
  static byte[] of(Schema schema, Object value) {
    try {
      return JSON.writeValueAsBytes(node(schema, value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree cannot be written", e);
    }
  }

  /** Whether {@code text} is a JSON document. */
  static boolean isJson(String text) {
    try {
      return !JSON.readTree(text).isMissingNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static JsonNode node(Schema schema, @Nullable Object value) {
    if (value == null) {
      return NullNode.getInstance();
    }
    return switch (schema.type()) {
      case ARRAY -> array(schema, (List<?>) value);
      case MAP -> map(schema, (Map<?, ?>) value);
      case STRUCT -> structure((Struct) value);
      case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING, BYTES ->
          scalar(schema, value);
    };
  }

  private static JsonNode array(Schema schema, List<?> elements) {
    ArrayNode array = NODES.arrayNode();
    elements.forEach(element -> array.add(node(schema.valueSchema(), element)));
    return array;
  }

  private static JsonNode map(Schema schema, Map<?, ?> entries) {
    ObjectNode object = NODES.objectNode();
    entries.forEach(
        (key, value) -> object.set(String.valueOf(key), node(schema.valueSchema(), value)));
    return object;
  }

  private static JsonNode structure(Struct structure) {
    ObjectNode object = NODES.objectNode();
    for (Field field : structure.schema().fields()) {
      object.set(field.name(), node(field.schema(), structure.get(field)));
    }
    return object;
  }

  /** As the value would be written if it were a column of its own. */
  private static JsonNode scalar(Schema schema, Object value) {
    ScalarNode node = new ScalarNode();
    ColumnDeclaration declaration = ConnectColumn.of(new Field("", 0, schema)).declaration();
    new ConnectValue(schema, declaration, ZoneOffset.UTC).write(value, node);
    return node.node();
  }

  /** A document that stands inside another one. */
  static JsonNode parse(String text) {
    try {
      return JSON.reader()
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .readTree(text);
    } catch (JsonProcessingException e) {
      return NODES.textNode(text);
    }
  }

  /** A number with exactly its digits. */
  static JsonNode number(String digits) {
    return DecimalNode.valueOf(new BigDecimal(digits));
  }
}
