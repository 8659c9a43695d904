package dev.freshet.sink.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolFactory;
import dev.freshet.api.spi.ServerHealth;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemcachedPoolFactoryTest {

  private final MemcachedPoolFactory factory = new MemcachedPoolFactory();

  private @Nullable String problem(String name, String text) {
    return factory.options().stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow()
        .problem(text);
  }

  @Test
  void itIsFoundAsAService() {
    assertThat(ServiceLoader.load(PoolFactory.class))
        .hasExactlyElementsOfTypes(MemcachedPoolFactory.class);
  }

  @Test
  void everyDefaultIsValidAndEveryOptionIsDocumented() {
    for (ConfigOption option : factory.options()) {
      String defaultText = option.defaultText();
      if (defaultText != null) {
        assertThat(option.problem(defaultText)).as(option.name()).isNull();
      }
      assertThat(option.documentation()).as(option.name()).endsWith(".");
    }
  }

  @Test
  void allThatIsWrongWithTheServersIsToldAtOnce() {
    assertThat(problem("servers", "a:1, b:2 weight=3")).isNull();
    assertThat(problem("servers", ",")).isEqualTo("names no server");
    assertThat(problem("servers", "a:1,b,A:1,c:0"))
        .isEqualTo(
            "cannot be used: 'b' names no port: memcached's is usually 11211, as in b:11211; A:1 is"
                + " there twice; 'c:0' has a port that is not between 1 and 65535");
    assertThat(problem("servers", "a:1 label=x,b:1 label=y,c:1 label=x"))
        .isEqualTo("cannot be used: label=x is there twice");
  }

  @Test
  void anUnknownDistributionGetsTheNearestName() {
    assertThat(problem("distribution", "ketama")).isNull();
    assertThat(problem("distribution", "ketma"))
        .isEqualTo(
            "is no distribution; did you mean ketama? docs/distributions.md has them by client");
    assertThat(problem("distribution", "rendezvous")).doesNotContain("did you mean");
  }

  @Test
  void protocolModeAndDurationsAreChecked() {
    assertThat(problem("protocol", "meta")).isNull();
    assertThat(problem("protocol", "binary")).isNull();
    assertThat(problem("protocol", "udp")).isEqualTo("is not one of auto, meta, text, binary");
    assertThat(problem("mode", "delete")).isEqualTo("is not one of set, invalidate");
    assertThat(problem("connect.timeout", "0")).isEqualTo("is not between 1ms and 1d");
    assertThat(problem("ack.timeout", "2d")).isEqualTo("is not between 1ms and 1d");
  }

  @Test
  void singleTakesOneServer() {
    assertThatThrownBy(() -> create("servers", "a:1,b:1", "distribution", "single"))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        Map.entry(
                            "distribution",
                            "takes one server, but servers names 2; name one, or another"
                                + " distribution")));
  }

  @Test
  void theFirstPauseMustNotBeLongerThanTheLongest() {
    assertThatThrownBy(
            () ->
                create("servers", "a:1", "reconnect.backoff", "2s", "reconnect.backoff.max", "1s"))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        Map.entry(
                            "reconnect.backoff",
                            "is longer than reconnect.backoff.max; make it shorter")));
  }

  @Test
  void nameAndPasswordGoTogether() {
    assertThatThrownBy(() -> create("servers", "a:1", "username", "somebody"))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        Map.entry("password", "is missing beside username; give both or neither")));
    assertThatThrownBy(() -> create("servers", "a:1", "password", "secret"))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e -> assertThat(e.problems()).containsOnlyKeys("username"));
  }

  @Test
  void whatMemcachedCannotBeSentAsNameOrPasswordIsRefusedWithoutShowingIt() {
    assertThat(problem("username", "some body"))
        .isEqualTo("has a space in it, which no name can have");
    assertThat(problem("password", "se cret")).isNull();
    assertThat(problem("password", "secret\r\nflush_all"))
        .isEqualTo("has a control character in it, which memcached does not take");
    assertThat(problem("password", "s".repeat(256))).doesNotContain("ss");
  }

  @Test
  void securityAndStatisticsOptionsAreChecked() {
    assertThat(problem("ssl.mode", "verify_identity")).isNull();
    assertThat(problem("ssl.mode", "on"))
        .isEqualTo("is not one of disabled, required, verify_ca, verify_identity");
    assertThat(problem("stats.interval", "0")).isNull();
    assertThat(problem("stats.interval", "2d")).isEqualTo("is not between 1ms and 1d");
  }

  private Pool create(String... options) throws InvalidSettingsException {
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      texts.put(options[i], options[i + 1]);
    }
    return factory.create("test", Settings.of(factory.options(), texts));
  }

  @Test
  void aPoolThatIsNotStartedRoutesAndIsDown() throws InvalidSettingsException {
    try (Pool pool = create("servers", "[::1]:21301,b.invalid:21302")) {
      assertThat(pool.route(CacheKey.of("user:1"))).isIn("[::1]:21301", "b.invalid:21302");
      assertThat(pool.health())
          .extracting(ServerHealth::server, ServerHealth::up, ServerHealth::detail)
          .containsExactly(
              tuple("[::1]:21301", false, "not started"),
              tuple("b.invalid:21302", false, "not started"));
    }
  }
}
