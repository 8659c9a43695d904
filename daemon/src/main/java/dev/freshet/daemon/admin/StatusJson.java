package dev.freshet.daemon.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.admin.DaemonStatus.ServerStatus;
import dev.freshet.daemon.admin.DaemonStatus.SourceStatus;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The status as JSON. Instants are ISO 8601 in UTC, lags are seconds with three decimals at most.
 * Thread-safe.
 */
final class StatusJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ObjectWriter WRITER = MAPPER.writerWithDefaultPrettyPrinter();
  private static final double MILLIS_PER_SECOND = 1000.0;

  private StatusJson() {}

  static String write(DaemonStatus status) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("name", status.name());
    root.put("state", status.state());
    root.put("position", status.position());
    root.put("lag_seconds", seconds(status.lag()));
    SourceStatus source = status.source();
    root.putObject("source")
        .put("server", source.server())
        .put("connected", source.connected())
        .put("since", source.since().toString())
        .put("why", source.why())
        .put("reconnects", source.reconnects())
        .put("failovers", source.failovers());
    ArrayNode pools = root.putArray("pools");
    for (PoolStatus pool : status.pools()) {
      ObjectNode node = pools.addObject();
      node.put("name", pool.name())
          .put("state", pool.state())
          .put("since", pool.since().toString())
          .put("why", pool.why())
          .put("lag_seconds", seconds(pool.lag()))
          .put("done_position", pool.donePosition())
          .put("queued_bytes", pool.queuedBytes())
          .put("stepped_back", pool.steppedBack());
      ArrayNode servers = node.putArray("servers");
      for (ServerStatus server : pool.servers()) {
        servers
            .addObject()
            .put("server", server.server())
            .put("up", server.up())
            .put("since", server.since().toString())
            .put("detail", server.detail())
            .put("behind", server.behind());
      }
    }
    try {
      return WRITER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values cannot be written", e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static DaemonStatus read(String json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      JsonNode source = root.required("source");
      List<PoolStatus> pools = new ArrayList<>();
      for (JsonNode pool : root.required("pools")) {
        pools.add(
            new PoolStatus(
                text(pool, "name"),
                text(pool, "state"),
                Instant.parse(text(pool, "since")),
                text(pool, "why"),
                duration(pool),
                text(pool, "done_position"),
                pool.required("queued_bytes").asLong(),
                pool.required("stepped_back").asLong(),
                servers(pool)));
      }
      return new DaemonStatus(
          text(root, "name"),
          text(root, "state"),
          text(root, "position"),
          duration(root),
          new SourceStatus(
              text(source, "server"),
              source.required("connected").asBoolean(),
              Instant.parse(text(source, "since")),
              text(source, "why"),
              source.required("reconnects").asLong(),
              source.required("failovers").asLong()),
          List.copyOf(pools));
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IllegalArgumentException("is not the status of a daemon", e);
    }
  }

  private static List<ServerStatus> servers(JsonNode pool) {
    List<ServerStatus> servers = new ArrayList<>();
    for (JsonNode server : pool.required("servers")) {
      servers.add(
          new ServerStatus(
              text(server, "server"),
              server.required("up").asBoolean(),
              Instant.parse(text(server, "since")),
              text(server, "detail"),
              server.required("behind").asBoolean(),
              null));
    }
    return List.copyOf(servers);
  }

  private static double seconds(Duration lag) {
    return lag.toMillis() / MILLIS_PER_SECOND;
  }

  private static Duration duration(JsonNode node) {
    return Duration.ofMillis(
        Math.round(node.required("lag_seconds").asDouble() * MILLIS_PER_SECOND));
  }

  private static String text(JsonNode node, String field) {
    return node.required(field).asText();
  }
}
