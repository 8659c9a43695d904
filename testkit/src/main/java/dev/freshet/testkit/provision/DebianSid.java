package dev.freshet.testkit.provision;

import dev.freshet.testkit.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A small Debian of the unstable line in the cache folder, from which come the servers that Debian
 * 12 does not have.
 *
 * <p>Its programs run without chroot and without rights: its own dynamic loader starts them with
 * its own libraries (ld.so(8), {@code --library-path}), and they see this machine's files.
 */
final class DebianSid {

  /**
   * What is unpacked together; packages of MySQL and of MariaDB exclude one another.
   *
   * @param folder where, in the cache folder
   * @param shownAs what it is called in messages
   * @param packages the Debian packages
   * @param programs what they hold that is run
   */
  record Servers(String folder, String shownAs, String packages, List<String> programs) {

    static final Servers MYSQL_AND_MEMCACHED =
        new Servers(
            "debian-sid",
            "MySQL 9.7 and a memcached of 1.6.27 or newer",
            "mysql-server-core,mysql-client-core,memcached",
            List.of("usr/sbin/mysqld", "usr/bin/memcached"));

    static final Servers MARIADB =
        new Servers(
            "debian-sid-mariadb",
            "MariaDB 11.8",
            "mariadb-server-core,mariadb-client-core",
            List.of("usr/sbin/mariadbd"));
  }

  private final Path root;

  private DebianSid(Path root) {
    this.root = root;
  }

  /** The unpacked system, if it is there. */
  static Optional<DebianSid> present(Servers servers) {
    Path root = CacheFolder.path().resolve(servers.folder());
    return servers.programs().stream().map(root::resolve).allMatch(Files::isExecutable)
        ? Optional.of(new DebianSid(root))
        : Optional.empty();
  }

  /**
   * The unpacked system, unpacked now if it is not there.
   *
   * @throws ServerException if it is not there and cannot be had
   */
  static DebianSid get(Servers servers) {
    return present(servers).orElseGet(() -> unpackAlone(servers));
  }

  /** MySQL's server. */
  Program mysqld() {
    return database("usr/sbin/mysqld", "usr/share/mysql");
  }

  /** MariaDB's server. */
  Program mariadbd() {
    return database("usr/sbin/mariadbd", "usr/share/mariadb");
  }

  private Program database(String path, String texts) {
    Path share = root.resolve(texts);
    return program(
        path,
        "--version",
        List.of(
            "--basedir=" + root.resolve("usr"),
            "--lc-messages-dir=" + share,
            "--character-sets-dir=" + share.resolve("charsets"),
            "--plugin-dir=" + root.resolve("usr/lib/mysql/plugin")));
  }

  /** A current memcached. */
  Program memcached() {
    return program("usr/bin/memcached", "-V", List.of());
  }

  private Program program(String path, String versionOption, List<String> options) {
    List<String> command =
        List.of(
            single("usr/lib64", "usr/lib", "ld-linux", ".so.").toString(),
            "--library-path",
            single("usr/lib", "usr/lib", "", "-linux-gnu").toString(),
            root.resolve(path).toString());
    List<String> question = new ArrayList<>(command);
    question.add(versionOption);
    return new Program(command, Command.run(question).strip(), options, root);
  }

  /** The loader's and the libraries' names hold the processor's. */
  private Path single(String folder, String otherFolder, String start, String part) {
    return Stream.of(folder, otherFolder)
        .map(root::resolve)
        .flatMap(DebianSid::entries)
        .filter(path -> path.getFileName().toString().startsWith(start))
        .filter(path -> path.getFileName().toString().contains(part))
        .findFirst()
        .orElseThrow(
            () ->
                new ServerException(
                    root + " has no " + start + "*" + part + "*: delete it to have it made again"));
  }

  private static Stream<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList().stream();
    } catch (IOException e) {
      throw new ServerException("cannot list " + folder, e);
    }
  }

  private static DebianSid unpackAlone(Servers servers) {
    Supplier<DebianSid> work = () -> present(servers).orElseGet(() -> unpack(servers));
    return CacheFolder.alone(servers.folder(), work);
  }

  private static DebianSid unpack(Servers servers) {
    if (!DebianPackages.canInstall()) {
      throw new ServerException(
          "there is no "
              + servers.shownAs()
              + ", and only root on a Debian-like system can unpack it here: install it, or run the"
              + " tests with a Docker engine (-Dfreshet.servers=docker)");
    }
    if (InstalledPrograms.path("debootstrap").isEmpty()) {
      DebianPackages.install("debootstrap");
    }
    Path root = CacheFolder.path().resolve(servers.folder());
    Path partial = CacheFolder.path().resolve(servers.folder() + ".partial");
    discard(partial);
    Notice.print(
        "unpacking %s of Debian's unstable line into %s (300 to 600 MB, once)"
            .formatted(servers.shownAs(), root));
    Command.run(
        List.of(
            "debootstrap",
            "--variant=minbase",
            "--include=" + servers.packages(),
            "sid",
            partial.toString()));
    try {
      Files.move(partial, root, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ServerException("cannot move " + partial + " to " + root, e);
    }
    return new DebianSid(root);
  }

  /** Deletes what an interrupted run left; it may have left mounts too. */
  private static void discard(Path partial) {
    if (!Files.exists(partial)) {
      return;
    }
    for (String mount : List.of("proc", "sys", "dev/pts", "dev")) {
      Path point = partial.resolve(mount);
      if (isMountPoint(point)) {
        Command.run(List.of("umount", point.toString()));
      }
    }
    Command.run(List.of("rm", "-rf", "--one-file-system", partial.toString()));
  }

  private static boolean isMountPoint(Path folder) {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"))) {
      return mounts.anyMatch(line -> line.split(" ", 3)[1].equals(folder.toString()));
    } catch (IOException e) {
      throw new ServerException("cannot read /proc/mounts", e);
    }
  }
}
