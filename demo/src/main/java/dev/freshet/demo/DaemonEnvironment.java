package dev.freshet.demo;

import dev.freshet.testkit.MemcachedServer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The environment variables that {@code config/quickstart.properties} refers to. */
final class DaemonEnvironment {

  private DaemonEnvironment() {}

  /**
   * The variables for these servers.
   *
   * @param adminPort where the daemon is to show its status
   */
  static Map<String, String> of(
      DemoServers servers, String readerPassword, int adminPort, Path stateDirectory) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("QUICKSTART_DATABASE_PORT", Integer.toString(servers.database().port()));
    variables.put("FRESHET_DATABASE_PASSWORD", readerPassword);
    variables.put("QUICKSTART_STATE_DIR", stateDirectory.toString());
    variables.put("QUICKSTART_ADMIN_PORT", Integer.toString(adminPort));
    put(variables, "QUICKSTART_EAST_", servers.east());
    put(variables, "QUICKSTART_WEST_", servers.west());
    return variables;
  }

  private static void put(
      Map<String, String> variables, String prefix, List<MemcachedServer> servers) {
    for (int i = 0; i < servers.size(); i++) {
      variables.put(prefix + (i + 1), servers.get(i).address());
    }
  }
}
