package dev.freshet.daemon.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.spi.TransformerFactory;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A plug-in that is compiled for the occasion, against the API as its author would. Not
 * thread-safe.
 */
public final class PluginJar {

  private static final String SERVICES = "META-INF/services/" + TransformerFactory.class.getName();

  private static final String FACTORY =
      """
      package sample;

      import dev.freshet.api.change.*;
      import dev.freshet.api.config.*;
      import dev.freshet.api.operation.*;
      import dev.freshet.api.spi.*;
      import java.util.*;

      public final class Factory implements TransformerFactory {
        public Factory() {
          [constructor]
        }
        @Override public String type() {
          return "[type]";
        }
        @Override public List<ConfigOption> options() {
          [options]
        }
        @Override public Transformer create(String name, Settings settings)
            throws InvalidSettingsException {
          [create]
          return new Transformer() {
            @Override public TableFilter tables() {
              return table -> {
                [matches]
              };
            }
            @Override public RowTransformer bind(TableSchema schema) throws BindException {
              [bind]
              return (change, out) -> {
                [transform]
              };
            }
          };
        }
      }
      """;

  private final Map<String, String> sources = new TreeMap<>();
  private final Map<String, String> statements = new TreeMap<>();
  private final List<String> services = new ArrayList<>();
  private final List<Path> libraries = new ArrayList<>();

  private PluginJar() {}

  /** A plug-in that has one kind of transformer, which takes every table and does nothing. */
  public static PluginJar of(String type) {
    PluginJar jar = new PluginJar();
    jar.statements.put("type", type);
    jar.statements.put("constructor", "");
    jar.statements.put("options", "return List.of();");
    jar.statements.put("create", "");
    jar.statements.put("matches", "return true;");
    jar.statements.put("bind", "");
    jar.statements.put("transform", "");
    jar.services.add("sample.Factory");
    return jar;
  }

  /** A plug-in whose factory has a source of its own. */
  public static PluginJar ofSource(String factory, String source) {
    PluginJar jar = new PluginJar();
    jar.services.add(factory);
    return jar.with(factory, source);
  }

  /**
   * Has the plug-in do something.
   *
   * @param where {@code constructor}, {@code options}, {@code create}, {@code matches}, {@code
   *     bind} or {@code transform}
   * @param java the statements
   */
  public PluginJar in(String where, String java) {
    statements.put(where, java);
    return this;
  }

  /** Has it compiled against the library that {@code type} comes from, too. */
  public PluginJar seeing(Class<?> type) {
    libraries.add(placeOf(type));
    return this;
  }

  /** Adds a class. */
  public PluginJar with(String className, String source) {
    sources.put(className, source);
    return this;
  }

  /** Names other classes as its factories, or none. */
  public PluginJar withServices(String... factories) {
    services.clear();
    services.addAll(List.of(factories));
    return this;
  }

  /** Compiles it into {@code jar}, whose folder is made if it is not there. */
  public Path write(Path jar) throws IOException {
    return write(jar, className -> true);
  }

  /** Compiles it into {@code jar}, of its classes only those that are {@code wanted}. */
  public Path write(Path jar, Predicate<String> wanted) throws IOException {
    Map<String, byte[]> classes = compile();
    Files.createDirectories(jar.toAbsolutePath().getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> each : classes.entrySet()) {
        if (wanted.test(each.getKey())) {
          put(out, each.getKey().replace('.', '/') + ".class", each.getValue());
        }
      }
      if (!services.isEmpty()) {
        put(out, SERVICES, String.join("\n", services).getBytes(UTF_8));
      }
    }
    return jar;
  }

  private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(content);
    out.closeEntry();
  }

  private Map<String, byte[]> compile() throws IOException {
    List<JavaFileObject> texts = new ArrayList<>();
    sources.forEach((name, source) -> texts.add(new Source(name, source)));
    if (!statements.isEmpty()) {
      String factory = FACTORY;
      for (Map.Entry<String, String> each : statements.entrySet()) {
        factory = factory.replace("[" + each.getKey() + "]", each.getValue());
      }
      texts.add(new Source("sample.Factory", factory));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String classPath =
        Stream.concat(Stream.of(placeOf(TransformerFactory.class)), libraries.stream())
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> options = List.of("-proc:none", "-nowarn", "-cp", classPath);
    try (Compiled compiled = new Compiled(compiler.getStandardFileManager(null, null, UTF_8))) {
      if (!compiler.getTask(null, compiled, null, options, null, texts).call()) {
        throw new IllegalArgumentException("does not compile: " + texts);
      }
      return compiled.classes();
    }
  }

  /** Where the classes of a library lie: in a folder, or a jar. */
  public static Path placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(
          URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension),
          Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what the compiler makes. */
  private static final class Compiled extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> made = new TreeMap<>();

    Compiled(JavaFileManager compilers) {
      super(compilers);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      made.put(className, content);
      return new SimpleJavaFileObject(URI.create("memory:///" + made.size()), kind) {
        @Override
        public OutputStream openOutputStream() {
          return content;
        }
      };
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new TreeMap<>();
      made.forEach((name, content) -> classes.put(name, content.toByteArray()));
      return classes;
    }
  }
}
