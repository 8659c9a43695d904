package dev.freshet.demo;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.MemcachedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells how to go on by hand, in commands that can be copied as they are. */
final class Instructions {

  private static final String KEY = "user:1";

  private Instructions() {}

  /** The ports of servers, for a line of text. */
  static String ports(List<MemcachedServer> servers) {
    return servers.stream()
        .map(server -> Integer.toString(server.port()))
        .collect(Collectors.joining(" and "));
  }

  /**
   * Prints them.
   *
   * @param routes the server of each key by pool and key
   * @param variables a file for the shell that sets what the configuration refers to
   * @param options where the checkout is, and a folder for a script where a command would be long
   */
  static void print(
      Screen screen,
      DemoServers servers,
      RunningDaemon daemon,
      Map<String, Map<String, String>> routes,
      Path variables,
      DemoOptions options) {
    screen.line("");
    screen.line("Now you. Change a row, in another terminal:");
    screen.line("  " + change(servers.database(), options.folder()));
    screen.line("and look at it in each pool:");
    for (String pool : List.of("east", "west")) {
      screen.line("  " + look(routes.getOrDefault(pool, Map.of()).getOrDefault(KEY, "")));
    }
    screen.line("The daemon's page is " + daemon.address() + "/ (also /status, /metrics), its log");
    screen.line("  tail -f " + daemon.log());
    screen.line("Its commands take the same configuration:");
    for (String command : List.of("status", "route")) {
      screen.line(
          "  (cd %s; . %s; bin/freshet %s -c config/quickstart.properties%s)"
              .formatted(
                  options.checkout(),
                  variables,
                  command,
                  command.equals("route") ? " " + KEY + " photo:10" : ""));
    }
    screen.line("");
    screen.line("Ctrl-C ends everything and leaves nothing behind.");
  }

  private static String change(DatabaseServer database, Path folder) {
    String sql = "UPDATE users SET score = score + 1 WHERE id = 1";
    return SqlClient.find(database, folder)
        .map(client -> "%s -e '%s'".formatted(client, sql))
        .orElse(
            "%s; by any client that speaks MySQL: host %s, port %d, user %s, password %s, database %s"
                .formatted(
                    sql,
                    database.host(),
                    database.port(),
                    database.user(),
                    database.password(),
                    PhotoSite.DATABASE));
  }

  /** bash connects by itself, so that nothing needs to be installed (bash(1), REDIRECTION). */
  private static String look(String server) {
    return "bash -c 'exec 3<>/dev/tcp/%s; printf \"get %s\\r\\nquit\\r\\n\" >&3; cat <&3'"
        .formatted(server.replace(':', '/'), KEY);
  }
}
