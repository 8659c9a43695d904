package dev.freshet.testkit.provision;

import dev.freshet.testkit.ServerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/**
 * The folder in which unpacked packages and prepared data directories outlive a test run: {@code
 * $FRESHET_CACHE}, else {@code freshet} below {@code $XDG_CACHE_HOME} or {@code ~/.cache}.
 *
 * <p>Thread-safe, and safe against other JVMs that use the same folder.
 */
final class CacheFolder {
  private CacheFolder() {}

  /** The folder, made if it was not there. */
  static Path path() {
    Path folder = location();
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new ServerException(
          "cannot make the cache folder " + folder + ": set FRESHET_CACHE to a writable one", e);
    }
  }

  private static Path location() {
    String own = System.getenv("FRESHET_CACHE");
    if (own != null && !own.isEmpty()) {
      return Path.of(own);
    }
    String shared = System.getenv("XDG_CACHE_HOME");
    Path caches =
        shared != null && !shared.isEmpty()
            ? Path.of(shared)
            : Path.of(System.getProperty("user.home"), ".cache");
    return caches.resolve("freshet");
  }

  /**
   * Does work that only one thread of one JVM may do at a time.
   *
   * @param name names the work, as a part of a file name
   */
  static synchronized <T> T alone(String name, Supplier<T> work) {
    Path file = path().resolve(name + ".lock");
    // the file stays: deleting it would let two JVMs lock two files of the same name
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = channel.lock()) {
      if (!held.isValid()) {
        throw new ServerException("lost the lock on " + file);
      }
      return work.get();
    } catch (IOException e) {
      throw new ServerException("cannot lock " + file, e);
    }
  }
}
