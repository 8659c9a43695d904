package dev.freshet.testkit.provision;

import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Initialised, empty data directories. Initialising takes seconds and copying does not, so one is
 * kept in the cache folder for each server version.
 */
final class DataDirectory {
  private DataDirectory() {}

  /** Makes a data directory at a path that must not exist yet. */
  static void create(Flavor flavor, Program program, Path target) {
    Path prepared = CacheFolder.path().resolve(name(flavor, program));
    if (!Files.isDirectory(prepared)) {
      Supplier<Path> work =
          () -> Files.isDirectory(prepared) ? prepared : prepare(flavor, program, prepared);
      CacheFolder.alone(name(flavor, program), work);
    }
    Folders.copy(prepared, target);
  }

  /** Whatever the content depends on is in the name. */
  private static String name(Flavor flavor, Program program) {
    int ingredients =
        List.of(
                program.command(),
                program.version(),
                ServerOptions.base(flavor),
                ServerOptions.initializing(flavor, "", ""),
                ServerOptions.firstStatements(flavor))
            .hashCode();
    return "data-%s-%08x".formatted(flavor.name().toLowerCase(Locale.ROOT), ingredients);
  }

  private static Path prepare(Flavor flavor, Program program, Path prepared) {
    Path partial = prepared.resolveSibling(prepared.getFileName() + ".partial");
    Path statements = prepared.resolveSibling(prepared.getFileName() + ".sql");
    Folders.delete(partial);
    try {
      Files.write(statements, ServerOptions.firstStatements(flavor));
      Path root = program.root();
      if (flavor == Flavor.MARIADB && root != null) {
        initializeWithin(root, partial, statements);
      } else {
        Command.run(initialize(flavor, program, partial, statements));
      }
      Files.delete(statements);
      // holds the server's UUID, of which each copy needs one of its own
      Files.deleteIfExists(partial.resolve("auto.cnf"));
      return Files.move(partial, prepared, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ServerException("cannot prepare a data directory at " + prepared, e);
    }
  }

  /** What makes MariaDB's data directories is a script, which runs the programs that it finds. */
  private static void initializeWithin(Path root, Path data, Path statements) throws IOException {
    Path inside = Path.of("/var/lib", data.getFileName().toString());
    Path statementsInside = Path.of("/var/lib", statements.getFileName().toString());
    Path made = within(root, inside);
    Path copied = within(root, statementsInside);
    Folders.delete(made);
    Files.copy(statements, copied, StandardCopyOption.REPLACE_EXISTING);
    List<String> command = new ArrayList<>(List.of("chroot", root.toString()));
    command.add("mariadb-install-db");
    command.addAll(ServerOptions.base(Flavor.MARIADB));
    command.addAll(
        ServerOptions.initializing(Flavor.MARIADB, inside.toString(), statementsInside.toString()));
    Command.run(command);
    Files.delete(copied);
    Files.move(made, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path within(Path root, Path absolute) {
    return root.resolve(absolute.getRoot().relativize(absolute));
  }

  private static List<String> initialize(
      Flavor flavor, Program program, Path data, Path statements) {
    List<String> arguments = new ArrayList<>(ServerOptions.base(flavor));
    arguments.addAll(ServerOptions.initializing(flavor, data.toString(), statements.toString()));
    return switch (flavor) {
      case MYSQL -> {
        arguments.addAll(program.options());
        yield program.with(arguments);
      }
      case MARIADB -> {
        arguments.add(0, "mariadb-install-db");
        yield arguments;
      }
    };
  }
}
