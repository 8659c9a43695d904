package dev.freshet.connector.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.ConnectorFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class ConnectorOptionsTest {

  private static final ConfigDef DEFINITIONS =
      new ConfigDef()
          .define("database.hostname", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "")
          .define("max.queue.size", ConfigDef.Type.INT, 8192, ConfigDef.Importance.LOW, "")
          .define("snapshot.mode", ConfigDef.Type.STRING, "initial", ConfigDef.Importance.LOW, "")
          .define("topic.prefix", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "")
          .define(
              "binary.handling.mode", ConfigDef.Type.STRING, "hex", ConfigDef.Importance.LOW, "");

  private final List<ConfigOption> options = ConnectorOptions.all(DEFINITIONS);

  private ConfigOption option(String name) {
    return options.stream().filter(option -> option.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void theServiceIsFound() {
    assertThat(ServiceLoader.load(ConnectorFactory.class))
        .singleElement()
        .satisfies(
            factory ->
                assertThat(factory.classNames())
                    .containsExactly(
                        "io.debezium.connector.mysql.MySqlConnector",
                        "io.debezium.connector.mariadb.MariaDbConnector"));
  }

  @Test
  void severalServersAreRefused() {
    DebeziumSourceFactory factory =
        new DebeziumSourceFactory(Object.class, Product.MYSQL, DEFINITIONS);
    Settings settings =
        Settings.of(options, Map.of("database.user", "u", "database.hosts", "a:3306,b:3306"));
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> factory.create("n", settings, table -> true))
        .satisfies(
            refusal ->
                assertThat(refusal.problems().get("database.hosts"))
                    .startsWith("is not for Debezium's connectors, which read one server"));
  }

  @Test
  void eachOptionIsThereOnce() {
    assertThat(options.stream().map(ConfigOption::name)).doesNotHaveDuplicates();
  }

  @Test
  void whatTheConnectorDeclaresGoesToIt() {
    Map<String, String> texts =
        Map.of(
            "database.hostname",
            "db",
            "database.user",
            "u",
            "max.queue.size",
            "100",
            "state.dir",
            "/somewhere");
    Settings settings = Settings.of(options, texts);
    assertThat(ConnectorOptions.given(options, settings))
        .containsExactlyEntriesOf(Map.of("max.queue.size", "100"));
    assertThat(ConnectorOptions.stateFolder("shop", settings)).isEqualTo(Path.of("/somewhere"));
    assertThat(option("max.queue.size").problem("many")).startsWith("is not valid");
  }

  @Test
  void whatTheMappingReliesOnCannotBeSet() {
    assertThat(option("binary.handling.mode").problem("hex"))
        .contains("cannot be set", "takes bytes", "take it out");
    assertThat(option("binary.handling.mode").problem("bytes")).isNull();
  }

  @Test
  void whatFreshetDoesItselfIsRefused() {
    assertThat(option("snapshot.mode").problem("initial")).contains("warm.on.start");
    assertThat(option("topic.prefix").problem("shop")).contains("not for Debezium to do");
  }
}
