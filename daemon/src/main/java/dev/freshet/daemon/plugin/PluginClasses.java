package dev.freshet.daemon.plugin;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;

/** The classes of one plug-in. Its jars stay open. Thread-safe. */
public final class PluginClasses {

  private final Path place;
  private final URLClassLoader loader;
  private final Duration limit;

  /**
   * @param limit how long any call of its code may take
   */
  PluginClasses(Path place, URLClassLoader loader, Duration limit) {
    this.place = place;
    this.loader = loader;
    this.limit = limit;
  }

  /** The folder or jar that the plug-in was loaded from. */
  public Path place() {
    return place;
  }

  /** What loads its classes. */
  public ClassLoader loader() {
    return loader;
  }

  /** Whether a class of this name lies in one of its own jars. */
  public boolean has(String className) {
    return hasFile(className.replace('.', '/') + ".class");
  }

  /** Whether a file lies in one of its own jars. */
  boolean hasFile(String path) {
    return loader.findResource(path) != null;
  }

  /**
   * Makes calls of its code, and gives up those that take too long.
   *
   * @param name what the threads are called
   */
  public ForeignCalls calls(String name) {
    return new PluginCalls(name, loader, limit);
  }
}
