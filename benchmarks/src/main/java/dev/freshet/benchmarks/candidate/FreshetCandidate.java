package dev.freshet.benchmarks.candidate;

import dev.freshet.benchmarks.users.UsersTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Freshet's daemon as it is built in this checkout, with its defaults. */
public final class FreshetCandidate implements Candidate {
  private static final String MAIN = "dev.freshet.daemon.Freshet";
  private static final String CHECKPOINT = "checkpoint";

  private final String classPath;

  private FreshetCandidate(String classPath) {
    this.classPath = classPath;
  }

  /**
   * Finds the daemon.
   *
   * @param target the daemon module's target folder
   * @throws IllegalStateException if the daemon is not built there
   * @throws IOException if the folder cannot be read
   */
  public static FreshetCandidate in(Path target) throws IOException {
    Path libraries = target.resolve("lib");
    if (Files.isDirectory(libraries)) {
      try (var files = Files.newDirectoryStream(target, "freshet-daemon-*.jar")) {
        for (Path jar : files) {
          return new FreshetCandidate(jar + ":" + libraries + "/*");
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
    return true;
  }

  @Override
  public boolean hasPlace(Assignment assignment) {
    return Files.exists(assignment.state().resolve(CHECKPOINT));
  }

  @Override
  public List<String> command(Assignment assignment) throws IOException {
    Path configuration = assignment.folder().resolve("freshet.properties");
    Files.write(configuration, configuration(assignment));
    return List.of("-cp", classPath, MAIN, "run", "-c", configuration.toString());
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
