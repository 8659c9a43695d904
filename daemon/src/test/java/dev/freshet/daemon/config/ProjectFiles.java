package dev.freshet.daemon.config;

import java.nio.file.Path;

/** Finds files of the project that belong to no module. */
final class ProjectFiles {

  private ProjectFiles() {}

  /** The folder config/. Surefire gives the module's folder as basedir. */
  static Path configuration() {
    return Path.of(System.getProperty("basedir", "daemon"))
        .toAbsolutePath()
        .resolveSibling("config");
  }
}
