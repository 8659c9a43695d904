package dev.freshet.daemon;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Writes the configuration of a daemon that reads a {@link PhotoSite}'s database.
 *
 * @param directory where it goes, and the daemon's state with it
 * @param database what is read
 * @param adminPort where the daemon serves its status
 */
record SiteConfiguration(Path directory, DatabaseServer database, int adminPort) {

  static SiteConfiguration in(Path directory, DatabaseServer database) {
    return new SiteConfiguration(directory, database, FreePorts.next());
  }

  /**
   * Writes the file.
   *
   * @param more further lines, the transformers among them
   */
  Path write(String more, TestPool... pools) throws IOException {
    String names = Arrays.stream(pools).map(TestPool::name).collect(Collectors.joining(","));
    String servers =
        Arrays.stream(pools).map(TestPool::configuration).collect(Collectors.joining());
    Files.createDirectories(directory);
    return Files.writeString(
        directory.resolve("site.properties"),
        """
        name=site
        state.dir=%s
        admin.listen=127.0.0.1:%d
        database.hostname=%s
        database.port=%d
        database.user=freshet
        database.password=stream-pass
        pools=%s
        """
                .formatted(
                    directory.resolve("state"), adminPort, database.host(), database.port(), names)
            + servers
            + more);
  }
}
