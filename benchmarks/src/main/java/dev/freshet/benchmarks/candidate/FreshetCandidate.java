package dev.freshet.benchmarks.candidate;

import dev.freshet.benchmarks.users.UsersTable;
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
  private static final String CHECKPOINT = "checkpoint";

  private final String classPath;
  private final boolean warms;

  private FreshetCandidate(String classPath, boolean warms) {
    this.classPath = classPath;
    this.warms = warms;
  }

  /**
   * {@code freshet run}.
   *
   * @param target the daemon module's target folder
   * @throws IllegalStateException if the daemon is not built there
   * @throws IOException if the folder cannot be read
   */
  public static FreshetCandidate running(Path target) throws IOException {
    return new FreshetCandidate(classPath(target), false);
  }

  /**
   * {@code freshet warm}.
   *
   * @param target the daemon module's target folder
   * @throws IllegalStateException if the daemon is not built there
   * @throws IOException if the folder cannot be read
   */
  public static FreshetCandidate warming(Path target) throws IOException {
    return new FreshetCandidate(classPath(target), true);
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
    return "Freshet";
  }

  @Override
  public boolean keepsState() {
    return !warms;
  }

  @Override
  public boolean hasPlace(Assignment assignment) {
    return warms || Files.exists(assignment.state().resolve(CHECKPOINT));
  }

  @Override
  public boolean endsByItself() {
    return warms;
  }

  @Override
  public List<String> command(Assignment assignment) throws IOException {
    Path configuration = assignment.folder().resolve("freshet.properties");
    Files.write(configuration, configuration(assignment));
    return List.of("-cp", classPath, MAIN, warms ? "warm" : "run", "-c", configuration.toString());
  }

  private static List<String> configuration(Assignment assignment) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "name=benchmark",
                "connector.class=binlog",
                "database.hostname=" + assignment.database().host(),
                "database.port=" + assignment.database().port(),
                "database.user=" + assignment.database().user(),
                "database.password=" + assignment.database().password(),
                "database.ssl.mode=disabled",
                "state.dir=" + assignment.state(),
                "start.from=latest",
                "admin.listen=",
                "transformers=user",
                "transformers.user.type=row",
                "transformers.user.table=" + UsersTable.NAME,
                "transformers.user.key=" + UsersTable.KEY_PREFIX + "${id}",
                "transformers.user.value=json"));
    List<String> names = new ArrayList<>();
    for (String server : assignment.pools()) {
      String name = "pool" + (names.size() + 1);
      names.add(name);
      lines.add("pools." + name + ".servers=" + server);
    }
    lines.add("pools=" + String.join(",", names));
    return lines;
  }
}
