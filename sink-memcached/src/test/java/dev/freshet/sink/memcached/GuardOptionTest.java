package dev.freshet.sink.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardOptionTest {

  private static void create(String guard, String protocol) throws InvalidSettingsException {
    MemcachedPoolFactory factory = new MemcachedPoolFactory();
    Settings settings =
        Settings.of(
            factory.options(),
            Map.of("servers", "localhost:11211", "guard", guard, "protocol", protocol));
    factory.create("test", settings).close();
  }

  @Test
  void theGuardNeedsTheMetaProtocol() {
    for (String protocol : new String[] {"text", "binary"}) {
      assertThatThrownBy(() -> create("version", protocol))
          .isInstanceOfSatisfying(
              InvalidSettingsException.class,
              e ->
                  assertThat(e.problems())
                      .containsEntry(
                          "guard",
                          "needs the meta protocol, which "
                              + protocol
                              + " is not; set protocol=meta or auto"));
      assertThatCode(() -> create("off", protocol)).doesNotThrowAnyException();
    }
    assertThatCode(() -> create("version", "auto")).doesNotThrowAnyException();
    assertThatCode(() -> create("version", "meta")).doesNotThrowAnyException();
  }

  @Test
  void aGuardOfAnotherNameIsRefused() {
    assertThatThrownBy(() -> create("on", "auto"))
        .hasMessageContaining("guard is not one of off, version");
  }
}
