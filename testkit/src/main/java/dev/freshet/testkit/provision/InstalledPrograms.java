package dev.freshet.testkit.provision;

import dev.freshet.testkit.ServerException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Looks for programs on the search path and where servers are usually put. */
final class InstalledPrograms {
  private static final List<String> SERVER_FOLDERS =
      List.of("/usr/local/sbin", "/usr/sbin", "/usr/libexec", "/opt/homebrew/bin");

  private InstalledPrograms() {}

  /**
   * The first program of a name whose version is the wanted one.
   *
   * @param versionOption how it is asked for its version
   * @param wanted judges what it answers; another program may go by the same name
   */
  static Optional<Program> find(String name, String versionOption, Predicate<String> wanted) {
    return folders()
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .flatMap(path -> ask(path, versionOption).stream())
        .filter(program -> wanted.test(program.version()))
        .findFirst();
  }

  /** The path of a program, if there is one. */
  static Optional<Path> path(String name) {
    return folders().map(folder -> folder.resolve(name)).filter(Files::isExecutable).findFirst();
  }

  private static Stream<Path> folders() {
    String searchPath = System.getenv("PATH");
    Stream<String> searched =
        searchPath == null ? Stream.empty() : Stream.of(searchPath.split(File.pathSeparator, -1));
    return Stream.concat(searched, SERVER_FOLDERS.stream()).map(Path::of);
  }

  private static Optional<Program> ask(Path path, String versionOption) {
    try {
      String version = Command.run(List.of(path.toString(), versionOption)).strip();
      return Optional.of(new Program(List.of(path.toString()), version, List.of(), null));
    } catch (ServerException e) {
      // not a program that can be asked, so not the one that is looked for
      return Optional.empty();
    }
  }
}
