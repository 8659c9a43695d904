package dev.freshet.demo;

import dev.freshet.testkit.DatabaseServer;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds a command line client that gets through to the database: which one does depends on what is
 * installed and on where the server runs, so each that may is tried.
 */
final class SqlClient {

  private static final int TRY_SECONDS = 10;

  private SqlClient() {}

  /**
   * A command to which {@code -e 'SQL'} can be added; empty if no client gets through.
   *
   * @param folder takes a short script where the command is too long to be typed
   */
  static Optional<String> find(DatabaseServer database, Path folder) {
    String login = "-u%s -p%s".formatted(database.user(), database.password());
    String overNetwork =
        "-h%s -P%d %s --default-character-set=utf8mb4 %s"
            .formatted(database.host(), database.port(), login, PhotoSite.DATABASE);
    List<String> commands = new ArrayList<>();
    commands.add("mysql " + overNetwork);
    commands.add("mariadb " + overNetwork);
    unpacked().ifPresent(client -> commands.add(client + " " + overNetwork));
    for (String client : List.of("mysql", "mariadb")) {
      commands.add(
          "docker exec -i \"$(docker ps -q --filter publish=%d)\" %s %s %s"
              .formatted(database.port(), client, login, PhotoSite.DATABASE));
    }
    return commands.stream()
        .filter(SqlClient::getsThrough)
        .findFirst()
        .map(command -> shortened(command, folder));
  }

  /** The client of the small Debian that the test kit unpacks, started by that system's loader. */
  private static Optional<String> unpacked() {
    Path root = cache().resolve("debian-sid");
    Path client = root.resolve("usr/bin/mysql");
    return Files.isExecutable(client)
        ? first(root.resolve("usr/lib64"), "ld-linux*.so.*")
            .or(() -> first(root.resolve("usr/lib"), "ld-linux*.so.*"))
            .flatMap(
                loader ->
                    first(root.resolve("usr/lib"), "*-linux-gnu*")
                        .map(
                            libraries ->
                                "%s --library-path %s %s".formatted(loader, libraries, client)))
        : Optional.empty();
  }

  private static Path cache() {
    return Stream.of("FRESHET_CACHE", "XDG_CACHE_HOME")
        .filter(name -> !System.getenv().getOrDefault(name, "").isEmpty())
        .findFirst()
        .map(
            name ->
                name.equals("FRESHET_CACHE")
                    ? Path.of(System.getenv(name))
                    : Path.of(System.getenv(name), "freshet"))
        .orElse(Path.of(System.getProperty("user.home"), ".cache", "freshet"));
  }

  private static Optional<Path> first(Path folder, String glob) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (var entries = Files.newDirectoryStream(folder, glob)) {
      for (Path entry : entries) {
        return Optional.of(entry);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean getsThrough(String command) {
    try {
      Process process =
          new ProcessBuilder("bash", "-c", command + " -e 'SELECT 1'")
              .redirectInput(new File("/dev/null"))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      if (process.waitFor(TRY_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Puts a command with long paths into a script. */
  private static String shortened(String command, Path folder) {
    if (!command.startsWith("/")) {
      return command;
    }
    Path script = folder.resolve("mysql");
    try {
      Files.writeString(script, "#!/bin/sh\nexec " + command + " \"$@\"\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      return script.toString();
    } catch (IOException e) {
      return command;
    }
  }
}
