package dev.freshet.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where processes leave what they leave: a folder for each. Has no state. */
final class Folders {
  private Folders() {}

  /**
   * Makes a new one.
   *
   * @param whole where it is made
   * @param name what it is for; a number follows
   */
  static Path create(Path whole, String name) throws IOException {
    String plain = name.replaceAll("[^A-Za-z0-9]+", "-");
    for (int i = 0; ; i++) {
      Path folder = whole.resolve(plain + "-" + i);
      if (!Files.exists(folder)) {
        return Files.createDirectories(folder);
      }
    }
  }

  /** Copies a folder with all that is in it. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
