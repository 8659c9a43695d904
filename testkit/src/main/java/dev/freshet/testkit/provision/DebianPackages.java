package dev.freshet.testkit.provision;

import dev.freshet.testkit.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Installs packages of the running Debian without starting the services in them. */
final class DebianPackages {
  /** Asked by package scripts before they start a service; see invoke-rc.d(8). */
  private static final Path SERVICE_POLICY = Path.of("/usr/sbin/policy-rc.d");

  private DebianPackages() {}

  /** Whether packages can be installed: a Debian-like system, and the rights to change it. */
  static boolean canInstall() {
    return System.getProperty("user.name").equals("root")
        && InstalledPrograms.path("apt-get").isPresent();
  }

  /**
   * Installs packages; does nothing to those that are installed.
   *
   * @throws ServerException if that is not possible here, or fails
   */
  static void install(String... names) {
    if (!canInstall()) {
      throw new ServerException(
          "the test servers need "
              + String.join(", ", names)
              + ", which only root can install with apt-get: install them, or run the tests with a"
              + " Docker engine (-Dfreshet.servers=docker)");
    }
    // alone, since another JVM's end would allow services in the middle of ours
    CacheFolder.alone(
        "packages",
        () -> {
          installAlone(names);
          return names.length;
        });
  }

  private static void installAlone(String... names) {
    Notice.print("installing the Debian packages " + String.join(", ", names));
    boolean ours = forbidServices();
    try {
      aptGet(List.of("update"));
      List<String> arguments = new ArrayList<>(List.of("install", "-y", "--no-install-recommends"));
      arguments.addAll(List.of(names));
      aptGet(arguments);
    } finally {
      if (ours) {
        allowServices();
      }
    }
  }

  private static void aptGet(List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of("apt-get", "-q", "-o", "DPkg::Lock::Timeout=600"));
    command.addAll(arguments);
    Command.run(command, Map.of("DEBIAN_FRONTEND", "noninteractive"));
  }

  private static boolean forbidServices() {
    if (Files.exists(SERVICE_POLICY)) {
      return false;
    }
    try {
      Files.createFile(
          SERVICE_POLICY,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      Files.writeString(SERVICE_POLICY, "#!/bin/sh\nexit 101\n");
      return true;
    } catch (IOException e) {
      throw new ServerException("cannot write " + SERVICE_POLICY, e);
    }
  }

  private static void allowServices() {
    try {
      Files.deleteIfExists(SERVICE_POLICY);
    } catch (IOException e) {
      throw new ServerException("cannot delete " + SERVICE_POLICY + ": delete it by hand", e);
    }
  }
}
