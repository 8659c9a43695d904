package dev.freshet.benchmarks;

import dev.freshet.benchmarks.measure.PoolServers;
import dev.freshet.testkit.DatabaseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a session ran on. */
final class Environment {
  private Environment() {}

  static Map<String, String> describe(DatabaseServer database, PoolServers servers, Plan plan)
      throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", Runtime.getRuntime().availableProcessors() + " of " + processor());
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("java options", String.join(" ", plan.javaOptions()));
    facts.put("database", database.flavor().displayName() + " " + database.version());
    facts.put("memcached", servers.version() + ", one server to a pool");
    if (!servers.links().isEmpty()) {
      facts.put("links to pools behind links", servers.links());
    }
    return facts;
  }

  private static String processor() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
      if (line.startsWith("model name")) {
        return line.substring(line.indexOf(':') + 1).trim();
      }
    }
    return System.getProperty("os.arch", "unknown");
  }
}
