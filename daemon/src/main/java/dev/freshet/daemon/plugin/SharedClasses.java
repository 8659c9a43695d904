package dev.freshet.daemon.plugin;

import java.util.List;

/**
 * The parent of every plug-in's class loader: Java's own classes, and of the daemon's the few that
 * both sides have to mean the same by, the interfaces of Kafka Connect among them. A plug-in
 * therefore sees none of the daemon's other libraries, and brings its own in whatever version.
 * Thread-safe.
 */
final class SharedClasses extends ClassLoader {

  private static final List<String> PACKAGES =
      List.of(
          "dev.freshet.api.",
          "org.slf4j.",
          "org.apache.kafka.common.",
          "org.apache.kafka.connect.");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader daemon;

  /**
   * @param daemon the loader of the daemon's own classes
   */
  SharedClasses(ClassLoader daemon) {
    super("freshet-shared", ClassLoader.getPlatformClassLoader());
    this.daemon = daemon;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (PACKAGES.stream().anyMatch(name::startsWith)) {
      return daemon.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
