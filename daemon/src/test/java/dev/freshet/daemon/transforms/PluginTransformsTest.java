package dev.freshet.daemon.transforms;

import static dev.freshet.daemon.transforms.SampleTable.PEOPLE;
import static dev.freshet.daemon.transforms.SampleTable.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.api.change.RowChange;
import dev.freshet.daemon.metrics.Metrics;
import dev.freshet.daemon.plugin.PluginClasses;
import dev.freshet.daemon.plugin.PluginJar;
import dev.freshet.daemon.plugin.Plugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transforms from {@code plugin.path}, which are contained as all that plug-ins bring. */
class PluginTransformsTest {

  private static final RowChange INSERT =
      RowChange.insert(PEOPLE, person(1, "Ann", "12.50", "2026-11-20 07:45:00"));

  private static final String SOURCE =
      """
      package sample;

      import java.util.Map;
      import org.apache.kafka.common.config.ConfigDef;
      import org.apache.kafka.connect.connector.ConnectRecord;
      import org.apache.kafka.connect.data.Struct;
      import org.apache.kafka.connect.transforms.Transformation;

      public final class Mine<R extends ConnectRecord<R>> implements Transformation<R> {
        private String mode;
        @Override public void configure(Map<String, ?> options) {
          mode = (String) options.get("mode");
        }
        @Override public ConfigDef config() {
          return new ConfigDef()
              .define("mode", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "What it does.");
        }
        @Override public R apply(R record) {
          Struct row = ((Struct) record.value()).getStruct("after");
          while (mode.equals("hang") && row.schema().field("name") != null) {
            try {
              Thread.sleep(10);
            } catch (InterruptedException e) {
              return record;
            }
          }
          row.put("name", "" + (Thread.currentThread().getContextClassLoader()
              == getClass().getClassLoader()));
          return record;
        }
        @Override public void close() {}
      }
      """;

  private final Path folder;

  PluginTransformsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Plugins load(Duration limit, String... named) throws Exception {
    PluginJar.ofSource("sample.Mine", SOURCE)
        .withServices()
        .seeing(Transformation.class)
        .seeing(Struct.class)
        .seeing(Configurable.class)
        .write(folder.resolve("mine.jar"));
    return Plugins.load(List.of(folder), limit, Set.of(named));
  }

  private Transforms transforms(Duration limit, String mode) throws Exception {
    List<PluginClasses> classes = load(limit, "sample.Mine").classes();
    return new ConfiguredTransforms(classes).then("mine", "sample.Mine", "mode", mode).create();
  }

  @Test
  void aPluginNeedNotBringATransformerIfATransformOfItIsNamed() throws Exception {
    assertThat(load(Duration.ofSeconds(60), "sample.Mine").problems()).isEmpty();
    assertThat(load(Duration.ofSeconds(60)).problems())
        .singleElement()
        .asString()
        .contains("brings no transformer");
  }

  @Test
  void itRunsWithItsOwnLoader() throws Exception {
    try (Transforms transforms = transforms(Duration.ofSeconds(60), "say");
        ChangeTransforms opened = transforms.open()) {
      assertThat(opened).isNotNull();
      TransformedChange outcome = opened.apply(INSERT, 0);

      assertThat(WrittenValue.after(((TransformedChange.Passed) outcome).change()))
          .containsEntry("name", "text true");
    }
  }

  @Test
  void oneThatHangsIsGivenUpAndThenSwitchedOff() throws Exception {
    try (Transforms transforms = transforms(Duration.ofSeconds(1), "hang");
        ChangeTransforms opened = transforms.open();
        Metrics metrics = new Metrics("shop")) {
      assertThat(opened).isNotNull();
      metrics.add(new TransformMeters(transforms));
      for (int i = 0; i < 3; i++) {
        assertThat(reason(opened)).startsWith("transform mine did not return within 1000 ms: ");
      }

      long begun = System.nanoTime();
      assertThat(reason(opened))
          .startsWith("the chain of transforms is not called any more, since 3 of its calls");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
      assertThat(metrics.get())
          .contains("freshet_transforms_failures_total{daemon=\"shop\",transform=\"mine\"} 3.0")
          .contains("freshet_transforms_off{daemon=\"shop\"} 1.0")
          .contains("freshet_transforms_dropped_total{daemon=\"shop\"} 0.0");
    }
  }

  private static String reason(ChangeTransforms transforms) {
    return ((TransformedChange.Failed) transforms.apply(INSERT, 0)).reason();
  }

  @Test
  void aClassThatIsNoTransformSaysSo() {
    assertThat(problem("java.lang.String"))
        .isEqualTo("is no org.apache.kafka.connect.transforms.Transformation");
    assertThat(problem("sample.None")).isEqualTo("is no class that there is");
  }

  private static String problem(String className) {
    UnusableClassException e =
        catchThrowableOfType(
            UnusableClassException.class,
            () -> ConnectClass.find(className, ConnectKind.TRANSFORM, List.of()));
    return e.problem();
  }
}
