package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/events.md names tests that there are. */
class EventsPageTest {

  private static final Path PROJECT =
      Path.of(System.getProperty("basedir", "daemon")).toAbsolutePath().resolveSibling("");

  /** A test's class, with or without a method, or a further method of the class named before. */
  private static final Pattern NAME =
      Pattern.compile("`(?:(\\w+(?:Test|IT|Contract)))?(?:\\.(\\w+))?`");

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    List<Path> files = testFiles();
    List<String> named = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String line : Files.readAllLines(PROJECT.resolve("docs/events.md"))) {
      String type = "";
      Matcher names = NAME.matcher(line);
      while (names.find()) {
        type = names.group(1) == null ? type : names.group(1);
        String method = names.group(2);
        String name = method == null ? type : type + "." + method;
        named.add(name);
        if (!isThere(files, type, method == null ? "class " + type : " " + method + "(")) {
          unknown.add(name);
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(named).hasSizeGreaterThan(100).contains("RoundTripIT.allWaysGiveTheSameBytes");
  }

  private static List<Path> testFiles() throws IOException {
    List<Path> modules;
    try (Stream<Path> folders = Files.list(PROJECT)) {
      modules =
          folders
              .map(folder -> folder.resolve("src/test/java"))
              .filter(Files::isDirectory)
              .toList();
    }
    List<Path> tests = new ArrayList<>();
    for (Path module : modules) {
      try (Stream<Path> files = Files.walk(module)) {
        files.filter(Files::isRegularFile).forEach(tests::add);
      }
    }
    return tests;
  }

  /** Whether one of the classes of this name holds a text. */
  private static boolean isThere(List<Path> files, String type, String text) throws IOException {
    for (Path file : files) {
      if (file.endsWith(type + ".java") && Files.readString(file).contains(text)) {
        return true;
      }
    }
    return false;
  }
}
