package dev.freshet.sink.memcached.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Reads src/test/resources/routing; its README.md says what is there. */
final class RoutingResources {

  private RoutingResources() {}

  static List<String> lines(String name) {
    try (InputStream in = RoutingResources.class.getResourceAsStream("/routing/" + name)) {
      return List.of(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).split("\n", 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The columns of each line. */
  static List<String[]> table(String name) {
    return lines(name).stream().map(line -> line.split("\t", -1)).toList();
  }
}
