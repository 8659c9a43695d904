package dev.freshet.testkit.provision;

import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.MemcachedVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Servers as containers of a Docker engine of this machine. The images' own entry points are not
 * used, so that an image of plain packages serves as well as an official one. Thread-safe.
 */
final class DockerServers implements ServerProvider {
  private static final String DATA = "/freshet/data";

  /** Initialises once; a container that is started again finds its data. */
  private static final String DATABASE_SCRIPT =
      """
      set -e
      if [ ! -d %1$s ]; then
        rm -rf /freshet && mkdir /freshet
        echo "$FIRST_STATEMENTS" > /freshet/first.sql
        %2$s
        rm -f %1$s.new/auto.cnf
        mv %1$s.new %1$s
      fi
      exec %3$s "$@"
      """;

  /** Finds out nothing and starts nothing yet. */
  DockerServers() {}

  @Override
  public RunningServer database(Flavor flavor, List<String> options) {
    int port = FreePorts.next();
    List<String> placed =
        new ArrayList<>(
            List.of(
                "--datadir=" + DATA,
                "--port=" + port,
                "--bind-address=0.0.0.0",
                "--socket=/freshet/socket",
                "--pid-file=/freshet/pid"));
    placed.addAll(options);
    String program =
        switch (flavor) {
          case MYSQL -> "mysqld";
          case MARIADB -> "mariadbd";
        };
    String script = DATABASE_SCRIPT.formatted(DATA, String.join(" ", initialize(flavor)), program);
    // the word after the script is what the shell calls itself
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, program));
    command.addAll(ServerOptions.running(flavor, port, placed));
    return DockerContainer.start(
        DockerImages.database(flavor),
        port,
        command,
        Map.of("FIRST_STATEMENTS", String.join("\n", ServerOptions.firstStatements(flavor))));
  }

  @Override
  public RunningServer memcached(MemcachedVersion version, List<String> options) {
    int port = FreePorts.next();
    List<String> command =
        new ArrayList<>(
            List.of("memcached", "-p", Integer.toString(port), "-U", "0", "-u", "root"));
    command.addAll(options);
    return DockerContainer.start(DockerImages.memcached(version), port, command, Map.of());
  }

  @Override
  public RemoteServer remoteMemcached(MemcachedVersion version, List<String> options) {
    return ProxiedServer.inPlaceOfANamespace(
        "servers come from Docker", memcached(version, options));
  }

  private static List<String> initialize(Flavor flavor) {
    List<String> command = new ArrayList<>();
    switch (flavor) {
      case MYSQL -> command.add("mysqld");
      case MARIADB -> command.add("mariadb-install-db");
    }
    command.addAll(ServerOptions.base(flavor));
    command.addAll(ServerOptions.initializing(flavor, DATA + ".new", "/freshet/first.sql"));
    return command;
  }
}
