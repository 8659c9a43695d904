package dev.freshet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.daemon.plugin.PluginJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginReadingTest {

  private static final String OPTIONS =
      """
      return List.of(
          ConfigOption.required("table", OptionType.STRING, TableFilter::problem, "The table."),
          ConfigOption.optional(
              "volume",
              OptionType.INTEGER,
              "3",
              text -> { if (text.equals("13")) throw new IllegalStateException(text); return null; },
              "How loud."));
      """;

  private final Path plugins;
  private final ConfigurationFixture fixture;

  PluginReadingTest(@TempDir Path folder) {
    this.plugins = folder.resolve("plugins");
    this.fixture = new ConfigurationFixture(folder);
  }

  private String shouting(String... more) throws Exception {
    PluginJar.of("shout").in("options", OPTIONS).write(plugins.resolve("shout.jar"));
    return ConfigurationFixture.GOOD.replace("transformers=user\n", "transformers=user,loud\n")
        + """
        plugin.path=%s
        transformers.loud.type=shout
        transformers.loud.table=shop.users
        """
            .formatted(plugins)
        + String.join("\n", more);
  }

  @Test
  void aTransformerOfAPluginIsConfiguredAsAnyOther() throws Exception {
    Configuration configuration = fixture.load(shouting("transformers.loud.volume=11"));

    assertThat(configuration.daemon().pluginPath()).containsExactly(plugins.toString());
    assertThat(configuration.daemon().pluginTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(configuration.transformers())
        .extracting(transformer -> transformer.factory().type())
        .containsExactly("row", "shout");
    var loud = configuration.transformers().get(1);
    assertThat(loud.settings().integer("volume")).isEqualTo(11);
    assertThat(loud.create().tables()).isNotNull();
  }

  @Test
  void itsOptionsAreCheckedAsAnyOthers() throws Exception {
    assertThat(
            fixture.problems(
                shouting("transformers.loud.volume=loud", "transformers.loud.volum=1")))
        .containsExactly(
            "transformers.loud.volume=loud: is not a whole number",
            "transformers.loud.volum: is not a known key; did you mean transformers.loud.volume?");
    assertThat(fixture.problems(shouting("transformers.loud.volume=13")))
        .singleElement()
        .asString()
        .startsWith(
            "transformers.loud.volume=13: cannot be checked: the plug-in's validator failed with"
                + " java.lang.IllegalStateException at ");
  }

  @Test
  void withoutThePathItsTypeIsNotKnown() throws Exception {
    assertThat(fixture.problems(shouting().replace("plugin.path=", "#")))
        .containsExactly("transformers.loud.type=shout: is not one of invalidate, row");
  }

  @Test
  void aFolderThatDoesNotExistIsNamedWithTheKey() {
    assertThat(fixture.problemsWith("plugin.path=" + plugins))
        .containsExactly("plugin.path: " + plugins + " does not exist; create it, or take it out");
  }

  @Test
  void twoPluginsOfTheSameTypeAreAProblem() throws Exception {
    PluginJar.of("shout").write(plugins.resolve("a.jar"));
    PluginJar.of("shout").write(plugins.resolve("b.jar"));

    assertThat(fixture.problemsWith("plugin.path=" + plugins))
        .containsExactly(
            "plugin.path: %s/b.jar brings transformers of type shout, and so does %s/a.jar; take out one of them"
                .formatted(plugins, plugins));
  }

  @Test
  void aPluginCannotTakeThePlaceOfWhatFreshetHas() throws Exception {
    PluginJar.of("row").write(plugins.resolve("a.jar"));

    assertThat(fixture.problemsWith("plugin.path=" + plugins))
        .containsExactly(
            "plugin.path: %s/a.jar brings transformers of type row, which Freshet has itself; take it out"
                .formatted(plugins));
  }

  @Test
  void aTimeoutThatIsTooShortIsAProblem() throws Exception {
    assertThat(fixture.problems(shouting("plugin.timeout=99ms")))
        .isEqualTo(List.of("plugin.timeout=99ms: is less than 100ms"));
  }
}
