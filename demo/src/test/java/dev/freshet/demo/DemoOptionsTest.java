package dev.freshet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.testkit.Flavor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {

  @Test
  void withoutOptionsItShowsMysqlAndStays() {
    assertThat(DemoOptions.parse("/checkout", "/folder"))
        .isEqualTo(new DemoOptions(Path.of("/checkout"), Path.of("/folder"), Flavor.MYSQL, false));
  }

  @Test
  void optionsChooseTheServerAndTheEnd() {
    assertThat(DemoOptions.parse("/checkout", "/folder", "--once", "--mariadb"))
        .isEqualTo(new DemoOptions(Path.of("/checkout"), Path.of("/folder"), Flavor.MARIADB, true));
  }

  @Test
  void anUnknownOptionIsNamed() {
    assertThatThrownBy(() -> DemoOptions.parse("/checkout", "/folder", "--twice"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--twice is no option: see --help");
  }

  @Test
  void missingFoldersAreExplained() {
    assertThatThrownBy(() -> DemoOptions.parse("--once"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected CHECKOUT FOLDER [--mariadb] [--once]: start it by the script quickstart");
  }
}
