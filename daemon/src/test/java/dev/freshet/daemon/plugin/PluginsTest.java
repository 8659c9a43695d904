package dev.freshet.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.RowTransformer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {

  /** Says whether a class can be seen. */
  private static final String LOOK =
      """
      String seen = "sees it";
      try {
        Class.forName("%s");
      } catch (ClassNotFoundException e) {
        seen = "sees it not";
      }
      out.set(CacheKey.of("key"), seen.getBytes(), 0);
      """;

  private final Path folder;
  private final PluginFixture fixture;

  PluginsTest(@TempDir Path folder) {
    this.folder = folder;
    this.fixture = new PluginFixture(folder);
  }

  @Test
  void aJarIsFoundByItsType() throws Exception {
    Path jar = PluginJar.of("shout").write(folder.resolve("shout.jar"));

    Plugins plugins = fixture.load();

    assertThat(plugins.problems()).isEmpty();
    assertThat(plugins.factories())
        .singleElement()
        .satisfies(
            factory -> {
              assertThat(factory.type()).isEqualTo("shout");
              assertThat(factory.place()).isEqualTo(jar);
            });
  }

  @Test
  void aFolderIsOnePluginWithAllJarsInItAndBelowIt() throws Exception {
    PluginJar plugin =
        PluginJar.of("shout")
            .with(
                "lib.Word",
                "package lib; public class Word { public static String get() { return \"HO\"; } }")
            .in("transform", "out.set(CacheKey.of(\"key\"), lib.Word.get().getBytes(), 0);");
    plugin.write(folder.resolve("shout/shout.jar"), name -> !name.equals("lib.Word"));
    plugin.withServices().write(folder.resolve("shout/lib/w.jar"), name -> name.equals("lib.Word"));

    Plugins plugins = fixture.load();

    assertThat(plugins.problems()).isEmpty();
    assertThat(made(plugins, 0)).containsExactly("set key HO");
  }

  @Test
  void classesOfTheSameNameInTwoPluginsAreTwo() throws Exception {
    PluginJar.of("a")
        .in("transform", "out.set(CacheKey.of(\"key\"), \"of a\".getBytes(), 0);")
        .write(folder.resolve("a.jar"));
    PluginJar.of("b")
        .in("transform", "out.set(CacheKey.of(\"key\"), \"of b\".getBytes(), 0);")
        .write(folder.resolve("b.jar"));

    Plugins plugins = fixture.load();

    assertThat(made(plugins, 0)).containsExactly("set key of a");
    assertThat(made(plugins, 1)).containsExactly("set key of b");
  }

  @Test
  void aPluginSeesTheApiAndLoggingButNoneOfTheDaemonsClassesAndLibraries() throws Exception {
    List<String> hidden =
        List.of(
            "dev.freshet.daemon.Freshet",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "io.micrometer.core.instrument.Counter");
    for (String className : hidden) {
      assertThat(PluginFixture.made(looking(className)))
          .as(className)
          .containsExactly("set key sees it not");
    }
    assertThat(PluginFixture.made(looking("org.slf4j.Logger"))).containsExactly("set key sees it");
    assertThat(PluginFixture.made(looking("java.sql.Date"))).containsExactly("set key sees it");
  }

  private RowTransformer looking(String className) throws Exception {
    return fixture
        .transformer(PluginJar.of("look").in("transform", LOOK.formatted(className)))
        .bind(PluginFixture.USERS);
  }

  @Test
  void aFolderThatDoesNotExistIsAProblem() {
    Plugins plugins =
        Plugins.load(
            List.of(folder.resolve("none"), folder.resolve("none")), PluginFixture.LIMIT, Set.of());

    assertThat(plugins.problems())
        .containsExactly(
            new PluginProblem(
                folder.resolve("none"), "does not exist", "create it, or take it out"));
  }

  @Test
  void aFileIsNoFolder() throws Exception {
    Path jar = PluginJar.of("shout").write(folder.resolve("shout.jar"));

    assertThat(Plugins.load(List.of(jar), PluginFixture.LIMIT, Set.of()).problems())
        .containsExactly(
            new PluginProblem(jar, "is not a folder", "give the folder that the plug-ins lie in"));
  }

  @Test
  void foldersWithNothingInThemAreProblems() throws Exception {
    assertThat(fixture.problems())
        .containsExactly("FOLDER holds no plug-in; put a folder with the plug-in's jars into it");

    Files.createDirectories(folder.resolve("empty/lib"));
    assertThat(fixture.problems())
        .containsExactly("FOLDER/empty holds no jar; put the plug-in's jars into it, or remove it");
  }

  @Test
  void aBrokenJarIsAProblemAndTheOthersAreLoaded() throws Exception {
    Path jar = PluginJar.of("shout").write(folder.resolve("shout.jar"));
    byte[] whole = Files.readAllBytes(jar);
    Files.write(folder.resolve("half.jar"), Arrays.copyOf(whole, whole.length / 2));
    Files.createSymbolicLink(folder.resolve("link.jar"), folder.resolve("nowhere.jar"));

    assertThat(fixture.problems())
        .satisfiesExactly(
            half ->
                assertThat(half)
                    .startsWith("FOLDER/half.jar is not a jar that can be read: ")
                    .endsWith("; copy it there again"),
            link ->
                assertThat(link)
                    .isEqualTo("FOLDER/link.jar is a link that leads nowhere; copy the jar there"));
    assertThat(fixture.load().factories()).extracting("type").containsExactly("shout");
  }

  @Test
  void aJarThatNamesNoFactoryIsAProblem() throws Exception {
    PluginJar.of("shout").withServices().write(folder.resolve("shout.jar"));

    assertThat(fixture.problems())
        .containsExactly(
            "FOLDER/shout.jar brings no transformer: none of its jars has"
                + " META-INF/services/dev.freshet.api.spi.TransformerFactory; put libraries into"
                + " the folder of the plug-in that uses them, and take out what is no plug-in");
  }

  @Test
  void factoriesThatCannotBeMadeAreProblemsAndTheNextIsLoaded() throws Exception {
    PluginJar.of("shout")
        .with("sample.None", "package sample; public class None {}")
        .withServices("sample.Missing", "sample.None", "sample.Factory")
        .write(folder.resolve("shout.jar"));

    Plugins plugins = fixture.load();

    assertThat(plugins.problems())
        .extracting(PluginProblem::cause)
        .satisfiesExactly(
            missing -> assertThat(missing).endsWith("Provider sample.Missing not found"),
            none -> assertThat(none).contains("sample.None not a subtype"));
    assertThat(plugins.factories()).extracting("type").containsExactly("shout");
  }

  @Test
  void aFactoryThatThrowsIsAProblem() throws Exception {
    PluginJar.of("shout")
        .in("constructor", "throw new IllegalStateException(\"no licence\");")
        .write(folder.resolve("shout.jar"));

    assertThat(fixture.problems())
        .containsExactly(
            "FOLDER/shout.jar cannot be loaded: dev.freshet.api.spi.TransformerFactory: Provider"
                + " sample.Factory could not be instantiated: java.lang.IllegalStateException: no"
                + " licence; mend the plug-in, or take it out");
  }

  @Test
  void aCircleOfCausesIsNotFollowedForEver() throws Exception {
    PluginJar.of("shout")
        .in(
            "constructor",
            """
            RuntimeException one = new RuntimeException("one");
            one.initCause(new RuntimeException("two", one));
            throw one;
            """)
        .write(folder.resolve("shout.jar"));

    assertThat(fixture.problems()).singleElement().asString().hasSizeLessThan(1000);
  }

  @Test
  void aFactoryThatHangsIsAProblem() throws Exception {
    fixture.shortenLimit();
    PluginJar.of("shout")
        .in("constructor", "try { Thread.sleep(60_000); } catch (InterruptedException e) { }")
        .write(folder.resolve("shout.jar"));

    assertThat(fixture.problems())
        .containsExactly(
            "FOLDER/shout.jar did not return within 2000 ms when it was loaded; mend the plug-in,"
                + " or take it out");
  }

  @Test
  void aLibraryThatIsMissingIsNamed() throws Exception {
    PluginJar.of("shout")
        .with("lib.Word", "package lib; public class Word {}")
        .in("constructor", "new lib.Word();")
        .write(folder.resolve("shout.jar"), name -> !name.equals("lib.Word"));

    assertThat(fixture.problems())
        .singleElement()
        .asString()
        .contains("lib/Word")
        .endsWith("; put the library that has this class into the plug-in's folder");
  }

  @Test
  void optionsThatCannotBeAreProblems() throws Exception {
    PluginJar.of("shout")
        .in("options", "return List.of(new ConfigOption(null, null, null, null, null));")
        .write(folder.resolve("a.jar"));
    PluginJar.of("shout")
        .in("options", option("type", "x") + "return List.of(one);")
        .write(folder.resolve("b.jar"));
    PluginJar.of("shout")
        .in("options", option("size", "big") + "return List.of(one);")
        .write(folder.resolve("c.jar"));
    PluginJar.of("shout").in("options", "return null;").write(folder.resolve("d.jar"));
    PluginJar.of(" ").write(folder.resolve("e.jar"));

    assertThat(fixture.load().problems())
        .extracting(PluginProblem::cause)
        .satisfiesExactly(
            a ->
                assertThat(a)
                    .isEqualTo(
                        "sample.Factory declares an option that lacks its name, its type or its"
                            + " documentation"),
            b ->
                assertThat(b)
                    .isEqualTo("sample.Factory declares an option type that there is already"),
            c ->
                assertThat(c)
                    .startsWith("sample.Factory declares the option size with a default that is"),
            d -> assertThat(d).contains("failed with java.lang.NullPointerException"),
            e -> assertThat(e).isEqualTo("sample.Factory names no type"));
  }

  private static String option(String name, String defaultText) {
    return """
    ConfigOption one =
        ConfigOption.optional("%s", OptionType.SIZE, "%s", OptionValidator.ANY, "It.");
    """
        .formatted(name, defaultText);
  }

  private static List<String> made(Plugins plugins, int factory) throws Exception {
    return PluginFixture.made(
        plugins
            .factories()
            .get(factory)
            .create("mine", Settings.of(List.of(), Map.of()))
            .bind(PluginFixture.USERS));
  }
}
