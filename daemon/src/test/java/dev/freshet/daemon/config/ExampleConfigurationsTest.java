package dev.freshet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleConfigurationsTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "FRESHET_DATABASE_PASSWORD", "secret",
          "QUICKSTART_DATABASE_PORT", "13306",
          "QUICKSTART_STATE_DIR", "/tmp/quickstart",
          "QUICKSTART_ADMIN_PORT", "18577",
          "QUICKSTART_EAST_1", "127.0.0.1:21211",
          "QUICKSTART_EAST_2", "127.0.0.1:21212",
          "QUICKSTART_WEST_1", "127.0.0.1:21213",
          "QUICKSTART_WEST_2", "127.0.0.1:21214");

  private final ConfigurationLoader loader =
      new ConfigurationLoader(ComponentFactories.load(), ENVIRONMENT);

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(ProjectFiles.configuration())) {
      return files.filter(file -> file.toString().endsWith(".properties")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsRight(Path file) throws Exception {
    Configuration configuration = loader.load(file);

    assertThat(configuration.transformers()).isNotEmpty();
    assertThat(configuration.pools()).hasSizeGreaterThan(1);
  }

  @Test
  void theShopHasWhatItsFileSays() throws Exception {
    Configuration shop = loader.load(ProjectFiles.configuration().resolve("shop.properties"));

    assertThat(shop.daemon().name()).isEqualTo("shop");
    assertThat(shop.source().settings().string("database.password")).isEqualTo("secret");
    assertThat(shop.transformers()).extracting("name").containsExactly("user", "user_photos");
    assertThat(shop.pools()).extracting("name").containsExactly("east_a", "east_b", "west");
  }
}
