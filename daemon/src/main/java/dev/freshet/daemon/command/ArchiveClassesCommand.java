package dev.freshet.daemon.command;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Loads all classes of the class path, so that a JVM with {@code -XX:ArchiveClassesAtExit} has them
 * in what it writes.
 */
@Command(
    name = "archive-classes",
    mixinStandardHelpOptions = true,
    description = {
      "Writes an archive of the program's classes, with which every start takes about a second less.",
      "To be run once after each installation, and after each change of the Java that is used."
    },
    footer = {"", "Example: freshet archive-classes"})
public final class ArchiveClassesCommand implements Callable<Integer> {

  private static final String CLASS = ".class";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    int loaded = 0;
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (path.endsWith(".jar")) {
        loaded += loadAll(path);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("classes=" + loaded);
    out.flush();
    return 0;
  }

  private static int loadAll(String path) throws IOException {
    int loaded = 0;
    try (JarFile jar = new JarFile(path);
        Stream<JarEntry> entries = jar.stream()) {
      List<String> names =
          entries
              .map(JarEntry::getName)
              .filter(name -> name.endsWith(CLASS) && !name.contains("-"))
              .toList();
      for (String name : names) {
        loaded += load(name.substring(0, name.length() - CLASS.length()).replace('/', '.'));
      }
    }
    return loaded;
  }

  /** Libraries have classes for others that are not there, which are of no use. */
  private static int load(String name) {
    try {
      Class.forName(name, false, ArchiveClassesCommand.class.getClassLoader());
      return 1;
    } catch (ClassNotFoundException | LinkageError e) {
      return 0;
    }
  }
}
