package dev.freshet.benchmarks.rival;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.debezium.time.ZonedTimestamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Writes an after-image as one JSON object, with Jackson's streaming writer. Thread-safe. */
final class RowJson {
  private static final int USUAL_BYTES = 256;

  private final JsonFactory jackson = new JsonFactory();

  RowJson() {}

  byte[] bytes(Struct row) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = jackson.createGenerator(bytes)) {
      json.writeStartObject();
      for (Field field : row.schema().fields()) {
        json.writeFieldName(field.name());
        value(json, field, row.get(field));
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void value(JsonGenerator json, Field field, @Nullable Object value)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Integer number) {
      json.writeNumber(number);
    } else if (value instanceof Short number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof String text) {
      json.writeString(
          ZonedTimestamp.SCHEMA_NAME.equals(field.schema().name()) ? asServerPrints(text) : text);
    } else {
      throw new IOException("column " + field.name() + " has no JSON form");
    }
  }

  /** From {@code 2026-11-20T07:45:00Z} to {@code 2026-11-20 07:45:00}. */
  private static String asServerPrints(String timestamp) {
    return timestamp.substring(0, timestamp.length() - 1).replace('T', ' ');
  }
}
