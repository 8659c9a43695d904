package dev.freshet.transformers.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.RecordedOperations;
import dev.freshet.transformers.Tables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenerationTransformerTest {

  private static final TableSchema PHOTOS =
      Tables.table("shop.photos", "id", "user_id", "title", "views");
  private static final FakeRow SEA = FakeRow.of(PHOTOS, 7L, 1L, "Sea", 0L);

  private final Map<String, String> options =
      new HashMap<>(Map.of("table", "shop.photos", "key", "user:${user_id}:generation"));

  @Test
  void everyChangeOfARowStoresItsNumber() throws Exception {
    assertThat(insert(SEA)).containsExactly("set user:1:generation 7");
    assertThat(update(SEA, SEA.with("views", 1L))).containsExactly("set user:1:generation 7");
    assertThat(delete(SEA)).containsExactly("set user:1:generation 7");
  }

  @Test
  void aRowThatMovesChangesTheNumbersOfBothItsParents() throws Exception {
    assertThat(update(SEA, SEA.with("user_id", 2L)))
        .containsExactly("set user:1:generation 7", "set user:2:generation 7");
  }

  @Test
  void severalKeysGetTheNumberEachOnce() throws Exception {
    options.put("key", "photos, user:${user_id}, photos");
    assertThat(update(SEA, SEA.with("user_id", 2L)))
        .containsExactly("set photos 7", "set user:1 7", "set user:2 7");
  }

  @Test
  void onlyChangesOfTheListedColumnsCount() throws Exception {
    options.put("columns", "title");
    assertThat(update(SEA, SEA.with("views", 1L))).isEmpty();
    assertThat(update(SEA, SEA.with("title", "Lake"))).hasSize(1);
    assertThat(update(SEA, SEA.with("user_id", 2L))).hasSize(2);
    assertThat(insert(SEA)).hasSize(1);
    assertThat(delete(SEA)).hasSize(1);
  }

  @Test
  void timeToLiveAndFlagsAreThoseOfTheOptions() throws Exception {
    options.put("ttl", "1h");
    options.put("flags", "16");
    assertThat(insert(SEA)).containsExactly("set user:1:generation 7 flags=16 ttl=3600");
  }

  @Test
  void aKeyThatCannotBeMadeIsRejected() throws Exception {
    assertThat(insert(SEA.with("user_id", null)))
        .containsExactly(
            "reject null: the column user_id, which the key is made of, is NULL; make keys of"
                + " columns that are NOT NULL");
  }

  @Test
  void tablesAndColumnsAreThoseOfTheOptions() {
    options.put("columns", "titel");
    Transformer transformer = transformer();
    assertThat(transformer.tables().matches(new TableName("shop", "photos"))).isTrue();
    assertThat(transformer.tables().matches(new TableName("shop", "users"))).isFalse();
    assertThatThrownBy(() -> transformer.bind(PHOTOS))
        .isInstanceOf(BindException.class)
        .hasMessage(
            "transformers.photos.columns names the column titel, which the table shop.photos does"
                + " not have; did you mean title?");
  }

  private List<String> insert(RowImage after) throws Exception {
    return operations(RowChange.insert(PHOTOS, after));
  }

  private List<String> update(RowImage before, RowImage after) throws Exception {
    return operations(RowChange.update(PHOTOS, before, after));
  }

  private List<String> delete(RowImage before) throws Exception {
    return operations(RowChange.delete(PHOTOS, before));
  }

  private List<String> operations(RowChange change) throws Exception {
    return RecordedOperations.of(transformer().bind(PHOTOS), change);
  }

  private Transformer transformer() {
    GenerationTransformerFactory factory = new GenerationTransformerFactory();
    return factory.create("photos", Settings.of(factory.options(), options));
  }
}
