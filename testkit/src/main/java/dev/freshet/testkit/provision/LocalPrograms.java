package dev.freshet.testkit.provision;

import static dev.freshet.testkit.provision.DebianSid.Servers.MARIADB;
import static dev.freshet.testkit.provision.DebianSid.Servers.MYSQL_AND_MEMCACHED;

import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedVersion;
import dev.freshet.testkit.ServerException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the server programs of this machine, and installs or unpacks those that are missing. */
final class LocalPrograms {
  private static final Pattern PATCH_LEVEL = Pattern.compile("1\\.6\\.(\\d+)");

  /** The first memcached whose meta commands know the {@code E} flag. */
  private static final int FIRST_WITH_EXPLICIT_CAS = 27;

  /** The environment variable that says which MariaDB it shall be. */
  private static final String WANTED_MARIADB = "FRESHET_MARIADB";

  private LocalPrograms() {}

  static Program server(Flavor flavor) {
    return switch (flavor) {
      case MYSQL ->
          InstalledPrograms.find("mysqld", "--version", version -> !isMariaDb(version))
              .orElseGet(() -> DebianSid.get(MYSQL_AND_MEMCACHED).mysqld());
      case MARIADB -> mariadb();
    };
  }

  private static Program mariadb() {
    String wanted = System.getenv().getOrDefault(WANTED_MARIADB, "");
    return switch (wanted) {
      case "newest" -> DebianSid.get(MARIADB).mariadbd();
      case "", "installed" ->
          InstalledPrograms.find("mariadbd", "--version", LocalPrograms::isMariaDb)
              .orElseGet(
                  () ->
                      installed(
                          "mariadbd", "--version", "mariadb-server-core", "mariadb-client-core"));
      default ->
          throw new ServerException(
              WANTED_MARIADB + "=" + wanted + " is unknown: use newest or installed");
    };
  }

  static Program memcached(MemcachedVersion version) {
    return switch (version) {
      case NEWEST ->
          DebianSid.present(MYSQL_AND_MEMCACHED)
              .map(DebianSid::memcached)
              .or(() -> InstalledPrograms.find("memcached", "-V", LocalPrograms::isCurrent))
              .orElseGet(() -> DebianSid.get(MYSQL_AND_MEMCACHED).memcached());
      case DEBIAN_12 ->
          InstalledPrograms.find("memcached", "-V", any -> true)
              .orElseGet(() -> installed("memcached", "-V", "memcached"));
    };
  }

  private static boolean isMariaDb(String version) {
    return version.contains("MariaDB");
  }

  private static boolean isCurrent(String version) {
    Matcher matcher = PATCH_LEVEL.matcher(version);
    return matcher.find() && Integer.parseInt(matcher.group(1)) >= FIRST_WITH_EXPLICIT_CAS;
  }

  private static Program installed(String name, String versionOption, String... debianPackages) {
    DebianPackages.install(debianPackages);
    return InstalledPrograms.find(name, versionOption, any -> true)
        .orElseThrow(
            () ->
                new ServerException(
                    "the Debian packages "
                        + String.join(", ", debianPackages)
                        + " hold no program "
                        + name
                        + " that runs here: install it by hand"));
  }
}
