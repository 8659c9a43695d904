package dev.freshet.transformers.invalidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.RecordedOperations;
import dev.freshet.transformers.Tables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvalidateTransformerTest {

  private static final TableSchema PHOTOS =
      Tables.table("shop.photos", "id", "user_id", "title", "views");
  private static final FakeRow SEA = FakeRow.of(PHOTOS, 7L, 1L, "Sea", 0L);

  private final Map<String, String> options =
      new HashMap<>(Map.of("table", "shop.photos", "key", "user:${user_id}:photos, photo:${id}"));

  @Test
  void everyChangeRemovesAllKeys() throws Exception {
    assertThat(insert(SEA)).containsExactly("delete user:1:photos", "delete photo:7");
    assertThat(update(SEA, SEA.with("views", 1L)))
        .containsExactly("delete user:1:photos", "delete photo:7");
    assertThat(delete(SEA)).containsExactly("delete user:1:photos", "delete photo:7");
  }

  @Test
  void aRowThatMovesRemovesTheKeysOfBothItsParents() throws Exception {
    assertThat(update(SEA, SEA.with("user_id", 2L)))
        .containsExactly("delete user:1:photos", "delete user:2:photos", "delete photo:7");
  }

  @Test
  void equalKeysAreRemovedOnce() throws Exception {
    options.put("key", "n:${id},n:${user_id},photos:count");
    assertThat(update(SEA.with("user_id", 7L), SEA.with("user_id", 8L)))
        .containsExactly("delete n:7", "delete n:8", "delete photos:count");
  }

  @Test
  void onlyChangesOfTheListedColumnsCount() throws Exception {
    options.put("columns", "title");
    assertThat(update(SEA, SEA.with("views", 1L))).isEmpty();
    assertThat(update(SEA, SEA.with("title", "Lake")))
        .containsExactly("delete user:1:photos", "delete photo:7");
    assertThat(update(SEA, SEA.with("title", null))).hasSize(2);
    assertThat(update(SEA.with("title", null), SEA)).hasSize(2);
    assertThat(update(SEA.with("title", ""), SEA.with("title", null))).hasSize(2);
    assertThat(update(SEA.with("title", null), SEA.with("title", null))).isEmpty();
    assertThat(insert(SEA)).hasSize(2);
    assertThat(delete(SEA)).hasSize(2);
  }

  @Test
  void aChangedKeyCountsWhateverColumnsAreListed() throws Exception {
    options.put("columns", "title");
    assertThat(update(SEA, SEA.with("user_id", 2L)))
        .containsExactly("delete user:1:photos", "delete user:2:photos", "delete photo:7");
  }

  @Test
  void aColumnThatMayHaveChangedCounts() throws Exception {
    options.put("columns", "title");
    FakeRow keys = SEA.without("title").without("views");
    assertThat(update(keys, keys.with("title", "Sea"))).hasSize(2);
    assertThat(update(keys, keys.with("views", 1L))).isEmpty();
  }

  @Test
  void aKeyThatCannotBeMadeIsRejectedAndTheOthersAreRemoved() throws Exception {
    assertThat(update(SEA, SEA.with("user_id", null)))
        .containsExactly(
            "reject null: the column user_id, which the key is made of, is NULL; make keys of"
                + " columns that are NOT NULL",
            "delete user:1:photos",
            "delete photo:7");
    assertThat(delete(FakeRow.of(PHOTOS, 7L)))
        .containsExactly(
            "stop: the row image lacks the column user_id, which the key is made of, so that an old"
                + " value cannot be removed; set binlog_row_image=FULL on the server and in every"
                + " session",
            "delete photo:7");
  }

  @Test
  void illegalKeysAreMadeLegalWhereThatIsAskedFor() throws Exception {
    options.put("key", "title:${title}");
    options.put("key.illegal", "encode");
    assertThat(insert(SEA.with("title", "High Sea"))).containsExactly("delete title:High%20Sea");
  }

  @Test
  void tablesAndColumnsAreThoseOfTheOptions() throws Exception {
    InvalidateTransformerFactory factory = new InvalidateTransformerFactory();
    options.put("columns", "titel");
    var transformer = factory.create("photos", Settings.of(factory.options(), options));
    assertThat(transformer.tables().matches(new TableName("shop", "photos"))).isTrue();
    assertThat(transformer.tables().matches(new TableName("shop", "users"))).isFalse();
    assertThatThrownBy(() -> transformer.bind(PHOTOS))
        .isInstanceOf(BindException.class)
        .hasMessage(
            "transformers.photos.columns names the column titel, which the table shop.photos does"
                + " not have; did you mean title?");
  }

  @Test
  void aKeyThatIsNoTemplateIsNamed() {
    options.put("key", "photo:${id},user:${");
    assertThatThrownBy(this::bound)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key has the key \"user:${\", which has a ${ at character 6 that no } closes");
    options.put("key", "photo:${id},");
    assertThatThrownBy(this::bound)
        .hasMessage("key has the key \"\", which is empty: give a key such as user:${id}");
  }

  private List<String> insert(RowImage after) throws Exception {
    return RecordedOperations.of(bound(), RowChange.insert(PHOTOS, after));
  }

  private List<String> update(RowImage before, RowImage after) throws Exception {
    return RecordedOperations.of(bound(), RowChange.update(PHOTOS, before, after));
  }

  private List<String> delete(RowImage before) throws Exception {
    return RecordedOperations.of(bound(), RowChange.delete(PHOTOS, before));
  }

  private RowTransformer bound() throws Exception {
    InvalidateTransformerFactory factory = new InvalidateTransformerFactory();
    return factory.create("photos", Settings.of(factory.options(), options)).bind(PHOTOS);
  }
}
