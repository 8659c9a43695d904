package dev.freshet.daemon.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransformerCheckTest {

  /** Stores values under keys of some forms. */
  private record Storing(Set<String> storedKeys) implements Transformer {

    static Storing of(String... keys) {
      return new Storing(Set.of(keys));
    }

    @Override
    public TableFilter tables() {
      return table -> true;
    }

    @Override
    public RowTransformer bind(TableSchema schema) {
      return (change, out) -> {};
    }
  }

  @Test
  void thoseThatStoreUnderTheSameKeysAreNamed() {
    Map<String, Transformer> transformers = new LinkedHashMap<>();
    transformers.put("user", Storing.of("user:*"));
    transformers.put("photo", Storing.of("photo:*", "p:*"));
    transformers.put("removing", Storing.of());
    transformers.put("page", Storing.of("user:*:page", "p:*"));
    assertThat(TransformerCheck.collisions(transformers))
        .containsExactly(
            "photo and page store values under keys of the same form, p:*: where they make the same"
                + " key, the last one wins");
    transformers.remove("page");
    assertThat(TransformerCheck.collisions(transformers)).isEmpty();
  }
}
