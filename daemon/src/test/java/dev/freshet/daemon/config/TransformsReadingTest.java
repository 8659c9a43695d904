package dev.freshet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.daemon.plugin.PluginJar;
import dev.freshet.daemon.transforms.ConfiguredTransform;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformsReadingTest {

  private static final String KAFKAS = "org.apache.kafka.connect.transforms.";

  private static final String LOOSE =
      """
      package sample;

      import java.util.Map;
      import org.apache.kafka.common.config.ConfigDef;
      import org.apache.kafka.common.config.ConfigException;
      import org.apache.kafka.connect.connector.ConnectRecord;
      import org.apache.kafka.connect.transforms.Transformation;

      public class Loose<R extends ConnectRecord<R>> implements Transformation<R> {
        @Override public void configure(Map<String, ?> options) {
          if (options.get("column") == null) {
            throw new ConfigException("there is no column with " + options.get("secret"));
          }
        }
        @Override public ConfigDef config() {
          return new ConfigDef()
              .define("column", ConfigDef.Type.STRING, "", ConfigDef.Importance.LOW, "The column.")
              .define("size", ConfigDef.Type.INT, 3, ConfigDef.Range.atLeast(1),
                  ConfigDef.Importance.LOW, "How much.")
              .define("secret", ConfigDef.Type.PASSWORD, "", ConfigDef.Importance.LOW, "Which.");
        }
        @Override public R apply(R record) {
          return record;
        }
        @Override public void close() {}
      }
      """;

  private final Path plugins;
  private final ConfigurationFixture fixture;

  TransformsReadingTest(@TempDir Path folder) {
    this.plugins = folder.resolve("plugins");
    this.fixture = new ConfigurationFixture(folder);
  }

  @Test
  void transformsAreConfiguredAsForKafkaConnect() throws Exception {
    Configuration configuration =
        fixture.load(
            ConfigurationFixture.GOOD
                + """
                transforms=drop,mask
                transforms.drop.type=org.apache.kafka.connect.transforms.Filter
                transforms.drop.predicate=internal
                transforms.mask.type=org.apache.kafka.connect.transforms.MaskField$Value
                transforms.mask.fields=email,phone
                transforms.mask.predicate=internal
                transforms.mask.negate=true
                predicates=internal
                predicates.internal.type=org.apache.kafka.connect.transforms.predicates.TopicNameMatches
                predicates.internal.pattern=.*internal.*
                """);

    List<ConfiguredTransform> steps = configuration.transforms().steps();
    assertThat(steps).extracting(step -> step.transform().name()).containsExactly("drop", "mask");
    assertThat(steps).extracting(ConfiguredTransform::negate).containsExactly(false, true);
    assertThat(steps.get(1).predicate().orElseThrow().options())
        .containsEntry("pattern", ".*internal.*");
    assertThat(steps.get(1).transform().options())
        .containsEntry("fields", "email,phone")
        .containsEntry("negate", "true");
    assertThat(steps).allSatisfy(step -> assertThat(step.undeclared()).isEmpty());
  }

  @Test
  void withoutThemThereAreNone() throws Exception {
    assertThat(fixture.load(ConfigurationFixture.GOOD).transforms().steps()).isEmpty();
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    assertThat(
            fixture.problemsWith(
                "transforms=mask,row,case,none,neg",
                "transforms.mask.type=" + KAFKAS + "MaskField$Value",
                "transforms.mask.field=email",
                "transforms.row.type=MaskField",
                "transforms.case.type=" + KAFKAS + "ExtractField$Value",
                "transforms.case.field=after",
                "transforms.case.field.syntax.version=V3",
                "transforms.case.predicate=gon",
                "transforms.neg.type=" + KAFKAS + "Filter",
                "transforms.neg.negate=true",
                "predicates=gone,odd",
                "predicates.gone.type=" + KAFKAS + "predicates.RecordIsTombstone",
                "predicates.odd.type=" + KAFKAS + "predicates.TopicNameMatches",
                "predicates.odd.pattern=("))
        .satisfiesExactly(
            field ->
                assertThat(field)
                    .isEqualTo(
                        "transforms.mask.field: is not a known key; did you mean"
                            + " transforms.mask.fields?"),
            row ->
                assertThat(row)
                    .isEqualTo(
                        "transforms.row.type=MaskField: is no class that there is; did you mean "
                            + KAFKAS
                            + "MaskField$Key or "
                            + KAFKAS
                            + "MaskField$Value?"),
            version ->
                assertThat(version)
                    .startsWith("transforms.case.field.syntax.version=V3: is not valid: "),
            predicate ->
                assertThat(predicate)
                    .isEqualTo(
                        "transforms.case.predicate=gon: is none that predicates lists; did you mean"
                            + " gone?"),
            negate ->
                assertThat(negate)
                    .startsWith(
                        "transforms.neg.negate=true: negates nothing: there is no predicate"),
            pattern -> assertThat(pattern).startsWith("predicates.odd.pattern=(: is not valid: "),
            fields ->
                assertThat(fields)
                    .startsWith("transforms.mask.fields: is missing; add transforms."),
            none -> assertThat(none).startsWith("transforms.none.type: is missing; add "));
  }

  @Test
  void keysOfWhatIsNotListedAreProblems() {
    assertThat(
            fixture.problemsWith(
                "transforms.mask.type=" + KAFKAS + "MaskField$Value",
                "transforms.mask.fields=email",
                "predicates=gone",
                "predicates.gone.type=" + KAFKAS + "predicates.RecordIsTombstone",
                "predicates.gon.pattern=x"))
        .containsExactly(
            "transforms.mask.type: belongs to mask, which transforms does not list; add it:"
                + " transforms=mask",
            "predicates.gon.pattern: belongs to gon, which predicates does not list; did you mean"
                + " gone?");
  }

  @Test
  void aClassThatCannotBeIsNamedWithTheRemedy() {
    assertThat(
            fixture.problemsWith(
                "transforms=a,b,c",
                "transforms.a.type=" + KAFKAS + "MaskField",
                "transforms.b.type=" + KAFKAS + "MaskField$Valu",
                "transforms.c.type=com.example.Mine"))
        .containsExactly(
            "transforms.a.type=%1$sMaskField: is abstract; did you mean %1$sMaskField$Key or %1$sMaskField$Value?"
                .formatted(KAFKAS),
            "transforms.b.type=%1$sMaskField$Valu: is no class that there is; did you mean %1$sMaskField$Value?"
                .formatted(KAFKAS),
            "transforms.c.type=com.example.Mine: is no class that there is; put its jar into a folder"
                + " of plugin.path");
  }

  private String loose(String... more) throws Exception {
    PluginJar.ofSource("sample.Loose", LOOSE)
        .withServices()
        .seeing(Transformation.class)
        .seeing(Schema.class)
        .seeing(Configurable.class)
        .write(plugins.resolve("loose.jar"));
    return ConfigurationFixture.GOOD
        + "plugin.path=%s\ntransforms=loose\ntransforms.loose.type=sample.Loose\n"
            .formatted(plugins)
        + String.join("\n", more);
  }

  @Test
  void optionsThatAClassDoesNotDeclareAreHandedOverUnlessTheyLookMistyped() throws Exception {
    Configuration configuration =
        fixture.load(loose("transforms.loose.column=a", "transforms.loose.anything.else=b"));

    ConfiguredTransform step = configuration.transforms().steps().get(0);
    assertThat(step.transform().options()).containsEntry("anything.else", "b");
    assertThat(step.undeclared()).containsExactly("transforms.loose.anything.else");

    assertThat(fixture.problems(loose("transforms.loose.column=a", "transforms.loose.siz=1")))
        .containsExactly(
            "transforms.loose.siz: is not a known key; did you mean transforms.loose.size?");
  }

  @Test
  void optionsAreValidatedByTheClassItself() throws Exception {
    assertThat(fixture.problems(loose("transforms.loose.column=a", "transforms.loose.size=0")))
        .singleElement()
        .asString()
        .startsWith("transforms.loose.size=0: is not valid: Value must be at least 1");
    assertThat(fixture.problems(loose()))
        .containsExactly(
            "transforms.loose.type=sample.Loose: does not accept its options: there is no column"
                + " with null; mend its options");
    assertThat(fixture.problems(loose("transforms.loose.secret=swordfish")))
        .singleElement()
        .asString()
        .doesNotContain("swordfish");
  }
}
