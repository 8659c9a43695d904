package dev.freshet.transformers.row;

import static dev.freshet.transformers.Tables.PHOTOS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.config.Settings;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.FakeRow.Broken;
import dev.freshet.transformers.FakeRow.Json;
import dev.freshet.transformers.RecordedOperations;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SelectedRowsTest {

  private static final FakeRow PUBLIC =
      FakeRow.of(
          PHOTOS,
          7L,
          "public",
          new BigDecimal("1.00"),
          0.5,
          true,
          new Json("{}"),
          new byte[] {1},
          4L);
  private static final FakeRow PRIVATE = PUBLIC.with("status", "private");
  private static final String STORED = "set photo:7 {\"id\":7,\"status\":\"public\"}";

  private final Map<String, String> options =
      new HashMap<>(
          Map.of(
              "table", "shop.photos",
              "key", "photo:${id}",
              "columns", "id,status",
              "where", "status == 'public'"));

  @Test
  void onlyRowsForWhichItIsTrueAreStored() throws Exception {
    assertThat(insert(PUBLIC)).containsExactly(STORED);
    assertThat(insert(PRIVATE)).isEmpty();
    assertThat(insert(PUBLIC.with("status", null))).isEmpty();
  }

  @Test
  void aRowThatComesToBeSelectedIsStored() throws Exception {
    assertThat(update(PRIVATE, PUBLIC)).containsExactly(STORED);
  }

  @Test
  void aRowThatIsNoLongerSelectedIsRemoved() throws Exception {
    assertThat(update(PUBLIC, PRIVATE)).containsExactly("delete photo:7");
    assertThat(update(PUBLIC, PRIVATE.with("id", 8L))).containsExactly("delete photo:7");
  }

  @Test
  void aSelectedRowWithANewKeyLosesItsOldOne() throws Exception {
    assertThat(update(PUBLIC, PUBLIC.with("id", 8L)))
        .containsExactly("delete photo:7", "set photo:8 {\"id\":8,\"status\":\"public\"}");
  }

  @Test
  void rowsThatWereNeverSelectedTouchNoKey() throws Exception {
    assertThat(update(PRIVATE, PRIVATE.with("id", 8L))).isEmpty();
    assertThat(update(PRIVATE, PUBLIC.with("id", 8L)))
        .containsExactly("set photo:8 {\"id\":8,\"status\":\"public\"}");
    assertThat(delete(PRIVATE)).isEmpty();
    assertThat(delete(PUBLIC)).containsExactly("delete photo:7");
  }

  @Test
  void modeInvalidateIsAboutSelectedRowsToo() throws Exception {
    options.put("mode", "invalidate");
    assertThat(insert(PUBLIC)).containsExactly("delete photo:7");
    assertThat(insert(PRIVATE)).isEmpty();
    assertThat(update(PRIVATE, PUBLIC)).containsExactly("delete photo:7");
    assertThat(update(PUBLIC, PRIVATE)).containsExactly("delete photo:7");
    assertThat(delete(PRIVATE)).isEmpty();
  }

  @Test
  void aRowForWhichThereIsNoAnswerIsRemovedAndRejected() throws Exception {
    options.put("where", "meta.kind > 3");
    FakeRow odd = PUBLIC.with("meta", new Json("{\"kind\":\"large\"}"));
    FakeRow selected = PUBLIC.with("meta", new Json("{\"kind\":4}"));
    String rejected =
        "reject photo:7: where has no answer for the row: > compares text with a number, so that"
            + " the key was removed instead of stored; mend the expression";
    assertThat(insert(odd)).containsExactly("delete photo:7", rejected);
    assertThat(update(selected, odd)).containsExactly("delete photo:7", "delete photo:7", rejected);
    assertThat(update(odd, selected)).containsExactly(STORED);
    assertThat(update(odd, PUBLIC)).as("it may have been stored").containsExactly("delete photo:7");
    assertThat(delete(odd)).containsExactly("delete photo:7");
  }

  @Test
  void aColumnThatCannotBeDecodedIsNamed() throws Exception {
    assertThat(insert(PUBLIC.with("status", new Broken())))
        .containsExactly(
            "delete photo:7",
            "reject photo:7: where has no answer for the row: the column status cannot be decoded"
                + " (BrokenException), so that the key was removed instead of stored; mend the"
                + " expression");
  }

  @Test
  void aRowOfWhichNeitherAnswerNorKeyIsKnownIsRejected() throws Exception {
    assertThat(insert(PUBLIC.with("status", new Broken()).with("id", null)))
        .containsExactly(
            "reject null: where has no answer for the row: the column status cannot be decoded"
                + " (BrokenException), and the column id, which the key is made of, is NULL; make"
                + " keys of columns that are NOT NULL; mend the expression");
  }

  @Test
  void anImageWithoutTheColumnIsRejectedOrEndsTheStream() throws Exception {
    FakeRow primaryKey = FakeRow.of(PHOTOS, 7L);
    assertThat(update(primaryKey, primaryKey.with("price", new BigDecimal("2.00"))))
        .containsExactly(
            "delete photo:7",
            "delete photo:7",
            "reject photo:7: the row image lacks the column status, which where looks at, so that"
                + " the key was removed instead of stored; set binlog_row_image=FULL on the server"
                + " and in every session");
    assertThat(update(primaryKey, primaryKey.with("status", "public"))).containsExactly(STORED);
    assertThat(update(primaryKey, primaryKey.with("status", "private")))
        .containsExactly("delete photo:7");
    assertThat(insert(FakeRow.of(PHOTOS).with("price", new BigDecimal("2.00"))))
        .containsExactly(
            "stop: the row image lacks the column status, which where looks at, and the row image"
                + " lacks the column id, which the key is made of; set binlog_row_image=FULL on"
                + " the server and in every session");
    assertThat(bound().looksAt(PHOTOS.indexOf("status"))).isTrue();
  }

  @Test
  void aColumnThatTheTableLacksIsAnErrorWithASuggestion() {
    options.put("where", "statsu == 'public'");
    assertThatThrownBy(this::bound)
        .isInstanceOf(BindException.class)
        .hasMessage(
            "transformers.photo.where names the column statsu, which the table shop.photos does"
                + " not have; did you mean status?");
  }

  @Test
  void afterAnyChangesTheCacheHoldsWhatTheTableSelects() throws Exception {
    options.put("where", "status == 'public' && price >= 1.5 || ${size} == 3");
    RowTransformer transformer = bound();
    Random random = new Random(20261120);
    Map<Long, FakeRow> table = new HashMap<>();
    Map<String, String> cache = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      long id = random.nextInt(50);
      FakeRow before = table.get(id);
      FakeRow after = random.nextInt(4) == 0 ? null : randomRow(id, random);
      if (before == null && after == null) {
        continue;
      }
      transformer.transform(change(before, after), into(cache));
      if (after == null) {
        table.remove(id);
      } else {
        table.put(id, after);
      }
      if (i % 100 == 0) {
        assertThat(cache).as("after change %d", i).isEqualTo(expected(table));
      }
    }
  }

  private static FakeRow randomRow(long id, Random random) {
    return FakeRow.of(
        PHOTOS,
        id,
        random.nextBoolean() ? "public" : random.nextBoolean() ? "private" : null,
        random.nextInt(4) == 0 ? null : new BigDecimal(random.nextInt(30)).movePointLeft(1),
        0.5,
        true,
        new Json("{}"),
        new byte[] {1},
        random.nextInt(3) == 0 ? null : (Long) (long) random.nextInt(5));
  }

  private static RowChange change(@Nullable FakeRow before, @Nullable FakeRow after) {
    if (before == null && after != null) {
      return RowChange.insert(PHOTOS, after);
    }
    if (before != null && after == null) {
      return RowChange.delete(PHOTOS, before);
    }
    return new RowChange(PHOTOS, RowChange.Kind.UPDATE, before, after);
  }

  /** What the condition means, said in Java. */
  private static Map<String, String> expected(Map<Long, FakeRow> table) {
    Map<String, String> expected = new HashMap<>();
    table.forEach(
        (id, row) -> {
          Object status = row.value("status");
          Object price = row.value("price");
          boolean isDear = price instanceof BigDecimal p && p.compareTo(new BigDecimal("1.5")) >= 0;
          if (("public".equals(status) && isDear) || Long.valueOf(3).equals(row.value("size"))) {
            String text = status == null ? "null" : "\"" + status + "\"";
            expected.put("photo:" + id, "{\"id\":" + id + ",\"status\":" + text + "}");
          }
        });
    return expected;
  }

  private static OperationCollector into(Map<String, String> cache) {
    return new OperationCollector() {
      @Override
      public void set(CacheKey key, byte[] value, int flags, int ttlSeconds) {
        cache.put(key.toString(), new String(value, UTF_8));
      }

      @Override
      public long order() {
        throw new AssertionError("rows have no number");
      }

      @Override
      public void delete(CacheKey key) {
        cache.remove(key.toString());
      }

      @Override
      public void reject(@Nullable CacheKey key, String reason) {
        throw new AssertionError(reason);
      }
    };
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
    RowTransformerFactory factory = new RowTransformerFactory();
    return factory.create("photo", Settings.of(factory.options(), options)).bind(PHOTOS);
  }
}
