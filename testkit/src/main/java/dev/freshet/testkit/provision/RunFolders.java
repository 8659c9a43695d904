package dev.freshet.testkit.provision;

import dev.freshet.testkit.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Folders for running servers, below one that is named after this JVM's process id, so that another
 * JVM can tell which were left behind by a JVM that was killed. The paths are short, because that
 * of a Unix socket may have 107 bytes only (unix(7)).
 */
final class RunFolders {
  private static final Path ALL =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "freshet-servers-" + System.getProperty("user.name"));
  private static final Path OURS = ALL.resolve(Long.toString(ProcessHandle.current().pid()));

  private RunFolders() {}

  /** A new, empty folder. */
  static Path create() {
    try {
      Files.createDirectories(OURS);
      return Files.createTempDirectory(OURS, "");
    } catch (IOException e) {
      throw new ServerException("cannot make a folder below " + OURS, e);
    }
  }

  /** Deletes the folders of JVMs that are gone. */
  static void deleteAbandoned() {
    if (!Files.isDirectory(ALL)) {
      return;
    }
    try (Stream<Path> folders = Files.list(ALL)) {
      folders.filter(RunFolders::isAbandoned).forEach(Folders::delete);
    } catch (IOException e) {
      throw new ServerException("cannot list " + ALL, e);
    }
  }

  private static boolean isAbandoned(Path folder) {
    long owner = Long.parseLong(folder.getFileName().toString());
    return ProcessHandle.of(owner).isEmpty();
  }
}
