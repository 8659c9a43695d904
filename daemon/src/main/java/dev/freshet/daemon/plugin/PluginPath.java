package dev.freshet.daemon.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Finds plug-ins as Kafka Connect does with its worker option {@code plugin.path}: each folder
 * directly in a listed one is a plug-in, with all jars in it and below it, and so is each jar that
 * lies directly in a listed folder, by itself. Symbolic links are followed. Folders of unpacked
 * classes, which Kafka Connect takes as well, are not looked for.
 */
final class PluginPath {

  private static final String JAR = ".jar";
  private static final String READABLE = "let the user that runs Freshet read it";

  private final Consumer<PluginProblem> problems;
  private final List<PluginLocation> found = new ArrayList<>();

  private PluginPath(Consumer<PluginProblem> problems) {
    this.problems = problems;
  }

  /** The plug-ins in {@code folders}, in their order, by name within each. */
  static List<PluginLocation> locations(List<Path> folders, Consumer<PluginProblem> problems) {
    PluginPath path = new PluginPath(problems);
    folders.stream().distinct().forEach(path::look);
    return List.copyOf(path.found);
  }

  private void look(Path folder) {
    if (Files.notExists(folder)) {
      tell(folder, "does not exist", "create it, or take it out");
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      boolean any = false;
      for (Path entry : entries.sorted().toList()) {
        if (Files.isDirectory(entry)) {
          addFolder(entry);
          any = true;
        } else if (isJar(entry)) {
          add(entry, List.of(entry));
          any = true;
        }
      }
      if (!any) {
        tell(folder, "holds no plug-in", "put a folder with the plug-in's jars into it");
      }
    } catch (NotDirectoryException e) {
      tell(folder, "is not a folder", "give the folder that the plug-ins lie in");
      return;
    } catch (AccessDeniedException e) {
      tell(folder, "may not be read by this user", READABLE);
      return;
    } catch (IOException | UncheckedIOException e) {
      tell(folder, "cannot be read: " + e, "see that the disk is in order");
      return;
    }
  }

  private void addFolder(Path folder) {
    List<Path> jars;
    try (Stream<Path> below = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      jars = below.filter(PluginPath::isJar).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      tell(folder, "cannot be read: " + e, READABLE);
      return;
    }
    if (jars.isEmpty()) {
      tell(folder, "holds no jar", "put the plug-in's jars into it, or remove it");
      return;
    }
    add(folder, jars);
  }

  /** A class loader passes over a jar that it cannot open, and says nothing. */
  private void add(Path place, List<Path> jars) {
    boolean sound = true;
    for (Path jar : jars) {
      try (JarFile opened = new JarFile(jar.toFile())) {
        opened.getManifest();
      } catch (IOException | SecurityException e) {
        sound = false;
        if (Files.notExists(jar)) {
          tell(jar, "is a link that leads nowhere", "copy the jar there");
        } else if (Files.isReadable(jar)) {
          tell(jar, "is not a jar that can be read: " + e.getMessage(), "copy it there again");
        } else {
          tell(jar, "may not be read by this user", READABLE);
        }
      }
    }
    if (sound) {
      found.add(new PluginLocation(place, jars));
    }
  }

  private static boolean isJar(Path path) {
    return path.toString().endsWith(JAR) && !Files.isDirectory(path);
  }

  private void tell(Path place, String cause, String remedy) {
    problems.accept(new PluginProblem(place, cause, remedy));
  }
}
