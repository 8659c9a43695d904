package dev.freshet.transformers.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.spi.TransformerFactory;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowTransformerFactoryTest {

  @Test
  void theServiceLoaderFindsTheFactories() {
    assertThat(ServiceLoader.load(TransformerFactory.class))
        .extracting(TransformerFactory::type)
        .containsExactlyInAnyOrder(
            "row", "query", "template", "invalidate", "generation", "outbox");
  }

  @Test
  void everyDefaultIsValid() {
    for (TransformerFactory factory : ServiceLoader.load(TransformerFactory.class)) {
      for (ConfigOption option : factory.options()) {
        String text = option.defaultText();
        assertThat(text == null ? null : option.problem(text)).as(option.name()).isNull();
      }
    }
  }

  @Test
  void valuesThatMakeNoSenseAreNamedWithWhatWould() {
    assertThat(problem("table", "users"))
        .isEqualTo(
            "names no database: give it as database.table, or as a regular expression for that");
    assertThat(problem("key", "user:${id")).isEqualTo("has a ${ at character 6 that no } closes");
    assertThat(problem("columns", "id,name,ID")).isEqualTo("names ID twice");
    assertThat(problem("columns", "id,,name"))
        .isEqualTo("has an empty name: give column names with a comma between each two");
    assertThat(problem("value", "xml")).isEqualTo("is not one of json, string, msgpack, template");
    assertThat(problem("mode", "store")).isEqualTo("is not one of set, invalidate");
    assertThat(problem("ttl", "3651d"))
        .isEqualTo("is longer than 3650d; give 0 for values that never expire");
    assertThat(problem("ttl", "3650d")).isNull();
    assertThat(problem("key.illegal", "drop")).isEqualTo("is not one of reject, encode, hash");
  }

  private static @Nullable String problem(String name, String text) {
    return new RowTransformerFactory()
        .options().stream()
            .filter(option -> option.name().equals(name))
            .findFirst()
            .orElseThrow()
            .problem(text);
  }
}
