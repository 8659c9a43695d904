package dev.freshet.daemon.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Requests for long work, and how far it is, as JSON: records, with fields in snake case.
 * Thread-safe.
 */
public final class RequestJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private RequestJson() {}

  /** A record as JSON. */
  public static String write(Object requestOrStatus) {
    try {
      return MAPPER.writeValueAsString(requestOrStatus);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values cannot be written", e);
    }
  }

  /**
   * Reads a record.
   *
   * @param form what it looks like, for the message
   * @throws IllegalArgumentException if it is none
   */
  public static <T> T read(String json, Class<T> type, String form) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this is not " + form, e);
    }
  }
}
