package dev.freshet.daemon.warm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Requests and states of warm-ups as JSON, fields in snake case. Thread-safe. */
public final class WarmJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private WarmJson() {}

  /** Any of the two. */
  public static String write(Object requestOrStatus) {
    try {
      return MAPPER.writeValueAsString(requestOrStatus);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values cannot be written", e);
    }
  }

  /**
   * A request.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static WarmRequest request(String json) {
    return read(
        json, WarmRequest.class, "{\"pools\":[…],\"transformers\":[…],\"rows_per_second\":0}");
  }

  /**
   * A state.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static WarmStatus status(String json) {
    return read(json, WarmStatus.class, "the state of a warm-up");
  }

  private static <T> T read(String json, Class<T> type, String form) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this is not " + form, e);
    }
  }
}
