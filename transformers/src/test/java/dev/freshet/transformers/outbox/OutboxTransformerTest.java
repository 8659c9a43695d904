package dev.freshet.transformers.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.FakeRow.Broken;
import dev.freshet.transformers.RecordedOperations;
import dev.freshet.transformers.Tables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboxTransformerTest {

  private static final TableSchema OUTBOX =
      Tables.table(
          "shop.outbox",
          new Column("id", ColumnType.BIGINT),
          new Column("cache_key", ColumnType.VARCHAR),
          new Column("operation", ColumnType.ENUM),
          new Column("value", ColumnType.BLOB),
          new Column("ttl", ColumnType.INT),
          new Column("flags", ColumnType.INT));
  private static final FakeRow SET = FakeRow.of(OUTBOX, 1L, "home", "set", "<b>", 60L, 6L);
  private static final FakeRow DELETE = FakeRow.of(OUTBOX, 2L, "home", "delete", null, null, null);

  private final Map<String, String> options = new HashMap<>(Map.of("table", "shop.outbox"));

  @Test
  void anInsertedRowSaysWhatIsDone() throws Exception {
    assertThat(insert(SET)).containsExactly("set home <b> ttl=60");
    assertThat(insert(SET.with("ttl", null))).containsExactly("set home <b>");
    assertThat(insert(SET.with("ttl", 0L))).containsExactly("set home <b>");
    assertThat(insert(SET.with("value", ""))).containsExactly("set home  ttl=60");
    assertThat(insert(SET.with("value", new byte[] {'a', 'b'})))
        .containsExactly("set home ab ttl=60");
    assertThat(insert(SET.with("operation", "SET"))).containsExactly("set home <b> ttl=60");
    assertThat(insert(DELETE)).containsExactly("delete home");
  }

  @Test
  void aDeleteLooksAtNothingButTheKey() throws Exception {
    FakeRow row = DELETE.with("ttl", -1L).with("value", new Broken()).without("flags");
    assertThat(insert(row)).containsExactly("delete home");
  }

  @Test
  void flagsStandInAColumnThatTheTableNeedNotHave() throws Exception {
    options.put("flags.column", "flags");
    assertThat(insert(SET)).containsExactly("set home <b> flags=6 ttl=60");
    assertThat(insert(SET.with("flags", null))).containsExactly("set home <b> ttl=60");
    assertThat(insert(SET.with("flags", 4294967295L)))
        .containsExactly("set home <b> flags=4294967295 ttl=60");
  }

  @Test
  void columnsCanHaveOtherNames() throws Exception {
    TableSchema table = Tables.table("shop.outbox", "k", "op", "v");
    options.put("key.column", "k");
    options.put("operation.column", "op");
    options.put("value.column", "v");
    options.put("ttl.column", "");
    assertThat(
            RecordedOperations.of(
                bind(table), RowChange.insert(table, FakeRow.of(table, "a", "set", "b"))))
        .containsExactly("set a b");
  }

  @Test
  void updatesAndDeletesOfRowsDoNothing() throws Exception {
    assertThat(
            RecordedOperations.of(
                bind(OUTBOX), RowChange.update(OUTBOX, SET, SET.with("cache_key", "other"))))
        .isEmpty();
    assertThat(RecordedOperations.of(bind(OUTBOX), RowChange.delete(OUTBOX, SET))).isEmpty();
  }

  @Test
  void aBadRowRemovesItsKeyAndIsRejected() throws Exception {
    String within = "insert a number that is";
    assertRemoved(
        SET.with("operation", "upsert"),
        "the column operation is neither set nor delete",
        "insert one of the two");
    assertRemoved(
        SET.with("operation", null), "the column operation is NULL", "insert rows that have it");
    assertRemoved(SET.with("value", null), "the column value is NULL", "insert rows that have it");
    assertRemoved(SET.with("ttl", -1L), "the column ttl is not between 0 and 315360000", within);
    assertRemoved(
        SET.with("ttl", 315_360_001L), "the column ttl is not between 0 and 315360000", within);
    assertRemoved(
        SET.with("ttl", "soon"), "the column ttl holds no whole number", "make it an INT");
    assertRemoved(
        SET.without("value"),
        "the row image lacks the column value",
        "set binlog_row_image=FULL on the server and in every session");
    assertRemoved(
        SET.with("value", new Broken()),
        "the column value cannot be decoded (BrokenException)",
        "leave the column out, or report it with its type, blob, and the server's version");
    options.put("flags.column", "flags");
    assertRemoved(
        SET.with("flags", -1L), "the column flags is not between 0 and 4294967295", within);
  }

  @Test
  void aRowWithoutItsKeyEndsTheStream() throws Exception {
    assertThat(insert(SET.without("cache_key")))
        .containsExactly(
            "stop: the row image lacks the column cache_key, so that the key is not known; set"
                + " binlog_row_image=FULL on the server and in every session");
  }

  @Test
  void aKeyThatMemcachedRefusesIsRejectedAndTouchesNothing() throws Exception {
    assertThat(insert(SET.with("cache_key", "two words")))
        .containsExactly(
            "reject two words: the key has a space or control character (0x20) at byte 3; insert"
                + " keys that memcached takes");
    assertThat(insert(DELETE.with("cache_key", "")))
        .containsExactly("reject null: the key is empty; insert keys that memcached takes");
    assertThat(insert(SET.with("cache_key", "k".repeat(251))))
        .containsExactly(
            "reject null: the key has 251 bytes, memcached takes 250; insert keys that memcached"
                + " takes");
    assertThat(insert(SET.with("cache_key", null)))
        .containsExactly(
            "reject null: the column cache_key is NULL, so that nothing could be done; insert rows"
                + " that have it");
  }

  @Test
  void aTableWithoutTheColumnsIsRefused() {
    TableSchema table = Tables.table("shop.outbox", "id", "cache_key", "operation", "value");
    assertThatThrownBy(() -> bind(table))
        .isInstanceOf(BindException.class)
        .hasMessage(
            "transformers.out.ttl.column names the column ttl, which the table shop.outbox does not"
                + " have; it has id, cache_key, operation, value");
  }

  @Test
  void aColumnThatIsNeededHasAName() {
    options.put("key.column", " ");
    assertThatThrownBy(() -> bind(OUTBOX)).hasMessage("key.column is empty: name the column");
  }

  private void assertRemoved(FakeRow row, String problem, String remedy) throws Exception {
    assertThat(insert(row))
        .containsExactly(
            "delete home", "reject home: " + problem + ", so that the key was removed; " + remedy);
  }

  private List<String> insert(FakeRow row) throws Exception {
    return RecordedOperations.of(bind(OUTBOX), RowChange.insert(OUTBOX, row));
  }

  private RowTransformer bind(TableSchema table) throws Exception {
    OutboxTransformerFactory factory = new OutboxTransformerFactory();
    return factory.create("out", Settings.of(factory.options(), options)).bind(table);
  }
}
