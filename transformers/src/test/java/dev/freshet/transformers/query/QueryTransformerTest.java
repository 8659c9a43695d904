package dev.freshet.transformers.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.Lookup;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.Transformer;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.RecordedOperations;
import dev.freshet.transformers.Tables;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueryTransformerTest {

  private static final TableSchema PHOTOS =
      Tables.table(
          "shop.photos",
          new Column("id", ColumnType.BIGINT),
          new Column("user_id", ColumnType.BIGINT),
          new Column("title", ColumnType.VARCHAR),
          new Column("views", ColumnType.INT));
  private static final TableSchema COMMENTS =
      Tables.table(
          "shop.comments",
          new Column("id", ColumnType.BIGINT),
          new Column("photo_id", ColumnType.BIGINT),
          new Column("owner", ColumnType.BIGINT),
          new Column("text", ColumnType.VARCHAR));
  private static final FakeRow SEA = FakeRow.of(PHOTOS, 7L, 1L, "Sea", 0L);
  private static final FakeRow COMMENT = FakeRow.of(COMMENTS, 3L, 7L, 1L, "nice");

  private final Map<String, String> options =
      new HashMap<>(
          Map.of(
              "table",
              "shop.photos",
              "key",
              "user:${user_id}:photos",
              "query",
              "SELECT id, title FROM shop.photos WHERE user_id = :user_id ORDER BY id"));

  private Transformer transformer() throws InvalidSettingsException {
    QueryTransformerFactory factory = new QueryTransformerFactory();
    return factory.create("photos", Settings.of(factory.options(options), options));
  }

  private RecordedOperations recorded(RowChange change)
      throws InvalidSettingsException, BindException {
    RecordedOperations recorded = new RecordedOperations();
    transformer().bind(change.schema()).transform(change, recorded);
    return recorded;
  }

  private List<String> lines(RowChange change) throws Exception {
    return recorded(change).lines();
  }

  private static RowChange update(FakeRow before, FakeRow after) {
    return RowChange.update(PHOTOS, before, after);
  }

  /** What the answer to the one question that an insert leads to makes. */
  private List<String> answered(QueryResult result) throws Exception {
    Lookup lookup = recorded(RowChange.insert(PHOTOS, SEA)).lookups().get(0);
    RecordedOperations recorded = new RecordedOperations();
    lookup.found(result, recorded);
    return recorded.lines();
  }

  private static QueryResult result(List<String> columns, @Nullable Object[]... rows) {
    TableSchema schema = Tables.table("q.q", columns.toArray(String[]::new));
    List<RowImage> images =
        Arrays.stream(rows).map(row -> (RowImage) FakeRow.of(schema, row)).toList();
    return new QueryResult(schema.columns(), images);
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }

  @Test
  void eachChangeAsksForTheObjectsOfTheRowAsItWasAndAsItIs() throws Exception {
    assertThat(lines(RowChange.insert(PHOTOS, SEA))).containsExactly("look up user:1:photos [1]");
    assertThat(lines(RowChange.delete(PHOTOS, SEA))).containsExactly("look up user:1:photos [1]");
    assertThat(lines(update(SEA, SEA.with("title", "Lake"))))
        .containsExactly("look up user:1:photos [1]");
    assertThat(lines(update(SEA, SEA.with("user_id", 2L))))
        .containsExactly("look up user:1:photos [1]", "look up user:2:photos [2]");
  }

  @Test
  void anUpdateOfOtherColumnsAsksNothing() throws Exception {
    options.put("columns", "title");
    assertThat(lines(update(SEA, SEA.with("views", 5L)))).isEmpty();
    assertThat(lines(update(SEA, SEA.with("title", "Lake")))).hasSize(1);
    assertThat(lines(update(SEA, SEA.with("user_id", 2L)))).hasSize(2);
  }

  @Test
  void aRowWithoutAKeyIsRejected() throws Exception {
    assertThat(lines(RowChange.insert(PHOTOS, SEA.with("user_id", null))))
        .singleElement()
        .asString()
        .startsWith("reject null: the column user_id, which the key is made of, is NULL");
  }

  @Test
  void aFurtherTableTellsTheKeyUnderItsOwnNames() throws Exception {
    options.putAll(
        Map.of(
            "also",
            "comments",
            "also.comments.table",
            "shop.comments",
            "also.comments.parameters",
            "user_id=owner",
            "also.comments.columns",
            "text"));
    assertThat(lines(RowChange.insert(COMMENTS, COMMENT)))
        .containsExactly("look up user:1:photos [1]");
    assertThat(lines(RowChange.update(COMMENTS, COMMENT, COMMENT.with("photo_id", 8L)))).isEmpty();
    assertThat(transformer().tables().matches(COMMENTS.table())).isTrue();
  }

  @Test
  void aFurtherTableFindsKeysByAQuery() throws Exception {
    options.putAll(
        Map.of(
            "also",
            "comments",
            "also.comments.table",
            "shop.comments",
            "also.comments.lookup",
            "SELECT user_id FROM shop.photos WHERE id = :photo_id"));
    RecordedOperations asked =
        recorded(RowChange.update(COMMENTS, COMMENT, COMMENT.with("photo_id", 8L)));
    assertThat(asked.lines()).containsExactly("look up null [7]", "look up null [8]");
    assertThat(asked.lookups().get(0).sql())
        .isEqualTo("SELECT user_id FROM shop.photos WHERE id = ?");

    RecordedOperations found = new RecordedOperations();
    asked.lookups().get(0).found(result(List.of("USER_ID"), row(1L), row(5L)), found);
    assertThat(found.lines())
        .containsExactly("look up user:1:photos [1]", "look up user:5:photos [5]");

    RecordedOperations unfit = new RecordedOperations();
    asked.lookups().get(0).found(result(List.of("id"), row(1L)), unfit);
    assertThat(unfit.lines())
        .singleElement()
        .asString()
        .startsWith("reject null: transformers.photos.lookup names the column user_id");

    RecordedOperations failed = new RecordedOperations();
    asked.lookups().get(0).failed("why", failed);
    assertThat(failed.lines())
        .containsExactly(
            "reject null: keys that the change touches could not be found and may be stale: why");
  }

  @Test
  void aListHoldsAnObjectForEachRow() throws Exception {
    assertThat(answered(result(List.of("id", "title"), row(7L, "Sea"), row(8L, null))))
        .containsExactly(
            "set user:1:photos [{\"id\":7,\"title\":\"Sea\"},{\"id\":8,\"title\":null}]");
  }

  @Test
  void whereNothingIsFoundTheKeyGoes() throws Exception {
    assertThat(answered(result(List.of("id", "title")))).containsExactly("delete user:1:photos");
  }

  @Test
  void anObjectIsTheSingleRow() throws Exception {
    options.put("result", "object");
    options.put("ttl", "1m");
    assertThat(answered(result(List.of("id", "n"), row(7L, 2L))))
        .containsExactly("set user:1:photos {\"id\":7,\"n\":2} ttl=60");
    assertThat(answered(result(List.of("id"), row(7L), row(8L))))
        .containsExactly(
            "delete user:1:photos",
            "reject user:1:photos: the key was removed instead of stored: the query returns 2 rows,"
                + " where result=object takes one; mend the query, or choose another result");
  }

  @Test
  void aScalarIsTheSingleValue() throws Exception {
    options.put("result", "scalar");
    assertThat(answered(result(List.of("n"), row(42L)))).containsExactly("set user:1:photos 42");
    assertThat(answered(result(List.of("n"), row((Object) null))))
        .containsExactly("set user:1:photos null");
    options.put("value", "string");
    assertThat(answered(result(List.of("n"), row("a \"b\""))))
        .containsExactly("set user:1:photos a \"b\"");
    assertThat(answered(result(List.of("n"), row((Object) null))))
        .containsExactly("delete user:1:photos");
    assertThat(answered(result(List.of("n", "m"), row(1L, 2L)))).hasSize(2);
  }

  @Test
  void nestedRowsAreGroupedUnderTheirParents() throws Exception {
    options.put("result", "nested");
    QueryResult joined =
        result(
            List.of("id", "name", "photos.id", "photos.tags.name", "photos.title", "badges.name"),
            row(1L, "Ann", 7L, "blue", "Sea", "gold"),
            row(1L, "Ann", 7L, "wet", "Sea", "gold"),
            row(1L, "Ann", 7L, "blue", "Sea", "old"),
            row(1L, "Ann", 8L, null, "Hill", "gold"));
    assertThat(answered(joined))
        .containsExactly(
            "set user:1:photos {\"id\":1,\"name\":\"Ann\",\"photos\":["
                + "{\"id\":7,\"tags\":[{\"name\":\"blue\"},{\"name\":\"wet\"}],\"title\":\"Sea\"},"
                + "{\"id\":8,\"tags\":[],\"title\":\"Hill\"}],"
                + "\"badges\":[{\"name\":\"gold\"},{\"name\":\"old\"}]}");
    assertThat(answered(result(List.of("id", "photos.id"), row(1L, null))))
        .containsExactly("set user:1:photos {\"id\":1,\"photos\":[]}");
    assertThat(answered(result(List.of("id", "photos.id"), row(1L, 7L), row(2L, 8L))).get(1))
        .contains("2 different parents");
    assertThat(answered(result(List.of("photos", "photos.id"), row(1L, 7L))).get(1))
        .contains("two columns that make the member photos");
  }

  @Test
  void aQuestionWithoutAnAnswerRemovesTheKey() throws Exception {
    Lookup lookup = recorded(RowChange.insert(PHOTOS, SEA)).lookups().get(0);
    RecordedOperations recorded = new RecordedOperations();
    lookup.failed("why", recorded);
    assertThat(recorded.lines())
        .containsExactly(
            "delete user:1:photos",
            "reject user:1:photos: the key was removed instead of stored: why");
  }

  @Test
  void whatCannotBeDecodedRemovesTheKeyWithoutRowData() throws Exception {
    assertThat(answered(result(List.of("id"), row(new FakeRow.Broken()))))
        .containsExactly(
            "delete user:1:photos",
            "reject user:1:photos: the key was removed instead of stored: the result cannot be"
                + " decoded (BrokenException)");
  }

  @Test
  void invalidateModeAsksNothing() throws Exception {
    options.put("mode", "invalidate");
    assertThat(lines(update(SEA, SEA.with("user_id", 2L))))
        .containsExactly("delete user:1:photos", "delete user:2:photos");
  }

  @Test
  void optionsThatDoNotFitAreAllNamed() {
    options.putAll(
        Map.of(
            "query",
            "SELECT 1 FROM t WHERE a = :id",
            "value",
            "string",
            "also",
            "c",
            "also.c.table",
            "shop.c",
            "also.c.parameters",
            "photo=id",
            "also.c.lookup",
            "SELECT 1",
            "template",
            "page.html"));
    assertThatThrownBy(this::transformer)
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsOnlyKeys("query", "value", "also.c.parameters", "template"));
  }

  @Test
  void aQueryMayTellTheKeysThatPoolsAreFilledWith() throws Exception {
    assertThat(transformer().keyQuery()).isEmpty();
    options.put("warm.query", "SELECT id AS USER_ID FROM shop.users -- all of them");
    options.put("columns", "title");
    Transformer told = transformer();
    assertThat(told.keyQuery()).contains("SELECT id AS USER_ID FROM shop.users");
    TableSchema rows = Tables.table("photos.warm.query", "rank", "USER_ID");
    RecordedOperations recorded = new RecordedOperations();
    told.bindKeys(rows).transform(RowChange.insert(rows, FakeRow.of(rows, "9", "4")), recorded);
    assertThat(recorded.lines()).containsExactly("look up user:4:photos [4]");
  }

  @Test
  void aQueryThatDoesNotTellTheKeysIsRefused() throws Exception {
    options.put("warm.query", "SELECT id, name FROM shop.users");
    Transformer told = transformer();
    assertThatThrownBy(() -> told.bindKeys(Tables.table("photos.warm.query", "id", "name")))
        .isInstanceOf(BindException.class)
        .hasMessage(
            "transformers.photos.warm.query returns no column user_id, which the key names; it"
                + " returns id, name");
    options.put("warm.query", "SELECT :user_id AS user_id");
    assertThatThrownBy(this::transformer)
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsEntry(
                        "warm.query",
                        "has the parameter :user_id: it runs once for all objects, so that nothing"
                            + " can stand there"));
    options.put("warm.query", "SELECT 1 AS user_id");
    options.put("mode", "invalidate");
    assertThatThrownBy(this::transformer)
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsEntry(
                        "warm.query", "has no meaning with mode=invalidate, which stores nothing"));
  }

  @Test
  void eachFurtherTableBringsItsOptions() {
    options.put("also", "a, b");
    assertThat(new QueryTransformerFactory().options(options))
        .extracting(option -> option.name())
        .contains("also.a.table", "also.b.lookup")
        .doesNotContain("also.OTHER.table");
    assertThat(new QueryTransformerFactory().options())
        .extracting(option -> option.name())
        .contains("also.OTHER.table");
  }
}
