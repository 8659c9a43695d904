package dev.freshet.benchmarks.candidate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Freshet as it is built in this checkout, with its defaults: the daemon, or the command that fills
 * pools from the database.
 */
public final class FreshetCandidate implements Candidate {
  private static final String MAIN = "dev.freshet.daemon.Freshet";
  private static final String RUN = "run";
  private static final String WARM = "warm";
  private static final String CHECKPOINT = "checkpoint";

  private static final String DEBEZIUM = "io.debezium.connector.mysql.MySqlConnector";

  private final String classPath;

  /** What {@code bin/freshet archive-classes} has written there, if it was run. */
  private final Path archive;

  private final String name;
  private final String command;
  private final String connector;

  /** How many connections it is to have to the server of the last pool. */
  private final int connections;

  private FreshetCandidate(
      Path target, String name, String command, String connector, int connections)
      throws IOException {
    this.classPath = classPath(target);
    this.archive = target.resolve("freshet-" + System.getProperty("java.version") + ".jsa");
    this.name = name;
    this.command = command;
    this.connector = connector;
    this.connections = connections;
  }

  /**
   * {@code freshet run}.
   *
   * @param target the daemon module's target folder
   * @throws IllegalStateException if the daemon is not built there
   * @throws IOException if the folder cannot be read
   */
  public static FreshetCandidate running(Path target) throws IOException {
    return connecting(target, 1);
  }

  /**
   * {@code freshet run} with several connections to the server of the last pool.
   *
   * @param target the daemon module's target folder
   * @throws IllegalStateException if the daemon is not built there
   * @throws IOException if the folder cannot be read
   */
  public static FreshetCandidate connecting(Path target, int connections) throws IOException {
    return new FreshetCandidate(target, "Freshet", RUN, "binlog", connections);
  }

  /**
   * {@code freshet run} that reads the binlog through Debezium's connector.
   *
   * @param target the daemon module's target folder
   * @throws IllegalStateException if the daemon is not built there
   * @throws IOException if the folder cannot be read
   */
  public static FreshetCandidate throughDebezium(Path target) throws IOException {
    return new FreshetCandidate(target, "Freshet through Debezium", RUN, DEBEZIUM, 1);
  }

  /**
   * {@code freshet warm}.
   *
   * @param target the daemon module's target folder
   * @throws IllegalStateException if the daemon is not built there
   * @throws IOException if the folder cannot be read
   */
  public static FreshetCandidate warming(Path target) throws IOException {
    return new FreshetCandidate(target, "Freshet", WARM, "binlog", 1);
  }

  private static String classPath(Path target) throws IOException {
    Path libraries = target.resolve("lib");
    if (Files.isDirectory(libraries)) {
      try (var files = Files.newDirectoryStream(target, "freshet-daemon-*.jar")) {
        for (Path jar : files) {
          return jar + ":" + libraries + "/*";
        }
      }
    }
    throw new IllegalStateException(
        "the daemon is not built in "
            + target.toAbsolutePath()
            + ": run 'mvn package' in the checkout, or choose other candidates with --only");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean keepsState() {
    return !warms();
  }

  @Override
  public boolean hasPlace(Assignment assignment) {
    return warms() || Files.exists(assignment.state().resolve(CHECKPOINT));
  }

  @Override
  public boolean endsByItself() {
    return warms();
  }

  @Override
  public List<String> command(Assignment assignment) throws IOException {
    Path configuration = assignment.folder().resolve("freshet.properties");
    Files.write(configuration, configuration(assignment));
    List<String> words = new ArrayList<>();
    if (Files.exists(archive)) {
      words.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off"));
    }
    words.addAll(List.of("-cp", classPath, MAIN, command, "-c", configuration.toString()));
    return words;
  }

  private boolean warms() {
    return command.equals(WARM);
  }

  private List<String> configuration(Assignment assignment) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "name=benchmark",
                "connector.class=" + connector,
                "database.hostname=" + assignment.database().host(),
                "database.port=" + assignment.database().port(),
                "database.user=" + assignment.database().user(),
                "database.password=" + assignment.database().password(),
                "database.ssl.mode=disabled",
                "state.dir=" + assignment.state(),
                "start.from=latest",
                "admin.listen="));
    if (connector.equals(DEBEZIUM)) {
      lines.add("table.include.list=" + assignment.mapping().tableNames());
    }
    lines.addAll(assignment.mapping().freshet());
    List<String> names = new ArrayList<>();
    for (String server : assignment.pools()) {
      String name = "pool" + (names.size() + 1);
      names.add(name);
      lines.add("pools." + name + ".servers=" + server);
    }
    lines.add("pools." + names.get(names.size() - 1) + ".connections=" + connections);
    lines.add("pools=" + String.join(",", names));
    return lines;
  }
}
