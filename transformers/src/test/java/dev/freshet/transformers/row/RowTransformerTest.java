package dev.freshet.transformers.row;

import static dev.freshet.transformers.Tables.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.Transformer;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.RecordedOperations;
import dev.freshet.transformers.Tables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowTransformerTest {

  private static final FakeRow ADA = FakeRow.of(USERS, 1L, "Ada", "ada@example.org");
  private static final String ADA_JSON =
      "{\"id\":1,\"name\":\"Ada\",\"email\":\"ada@example.org\"}";
  private static final String REMEDY =
      "set binlog_row_image=FULL on the server and in every session";

  private final Map<String, String> options =
      new HashMap<>(Map.of("table", "shop.users", "key", "user:${id}"));

  @Test
  void anInsertStoresTheRow() throws Exception {
    assertThat(insert(ADA)).containsExactly("set user:1 " + ADA_JSON);
  }

  @Test
  void anUpdateStoresTheNewRow() throws Exception {
    assertThat(update(ADA, ADA.with("name", "Eve")))
        .containsExactly("set user:1 {\"id\":1,\"name\":\"Eve\",\"email\":\"ada@example.org\"}");
  }

  @Test
  void anUpdateThatChangesTheKeyRemovesTheOldKeyFirst() throws Exception {
    assertThat(update(ADA, ADA.with("id", 2L)))
        .containsExactly(
            "delete user:1",
            "set user:2 {\"id\":2,\"name\":\"Ada\",\"email\":\"ada@example.org\"}");
  }

  @Test
  void aDeleteRemovesTheKey() throws Exception {
    assertThat(delete(ADA)).containsExactly("delete user:1");
  }

  @Test
  void columnsStandInTableOrderHoweverTheyAreListed() throws Exception {
    options.put("columns", "email, ID");
    assertThat(insert(ADA)).containsExactly("set user:1 {\"id\":1,\"email\":\"ada@example.org\"}");
  }

  @Test
  void modeInvalidateOnlyRemoves() throws Exception {
    options.put("mode", "invalidate");
    assertThat(insert(ADA)).containsExactly("delete user:1");
    assertThat(update(ADA, ADA.with("name", "Eve"))).containsExactly("delete user:1");
    assertThat(update(ADA, ADA.with("id", 2L))).containsExactly("delete user:1", "delete user:2");
    assertThat(delete(ADA)).containsExactly("delete user:1");
    assertThat(insert(ADA.without("email"))).containsExactly("delete user:1");
  }

  @Test
  void whereAValuesColumnIsGoneKeysAreRemoved() throws Exception {
    options.put("columns", "id,nickname");
    Transformer transformer = transformer();
    assertThatThrownBy(() -> transformer.bind(USERS)).isInstanceOf(BindException.class);
    assertThat(
            RecordedOperations.of(
                transformer.bindRemoval(USERS), RowChange.update(USERS, ADA, ADA.with("id", 2L))))
        .containsExactly("delete user:1", "delete user:2");
    options.put("key", "user:${nickname}");
    Transformer keyless = transformer();
    assertThatThrownBy(() -> keyless.bindRemoval(USERS)).isInstanceOf(BindException.class);
  }

  @Test
  void valuesLiveAsLongAsTtlSays() throws Exception {
    options.put("ttl", "1h");
    assertThat(insert(ADA)).containsExactly("set user:1 " + ADA_JSON + " ttl=3600");
    options.put("ttl.jitter", "10%");
    assertThat(insert(ADA)).singleElement().asString().matches(".* ttl=3[2-5]\\d\\d");
  }

  @Test
  void aRowThatGetsAKeyWithNullLosesItsOldKeyAndIsRejected() throws Exception {
    options.put("key", "mail:${email}");
    String rejected =
        "reject null: the column email, which the key is made of, is NULL; make keys of columns"
            + " that are NOT NULL";
    FakeRow without = ADA.with("email", null);
    assertThat(insert(without)).containsExactly(rejected);
    assertThat(update(ADA, without)).containsExactly(rejected, "delete mail:ada@example.org");
    assertThat(update(without, without)).containsExactly(rejected);
    assertThat(update(without, ADA)).containsExactly("set mail:ada@example.org " + ADA_JSON);
    assertThat(delete(without)).isEmpty();
  }

  @Test
  void aRowThatGetsAnIllegalKeyLosesItsOldKeyAndIsRejected() throws Exception {
    options.put("key", "mail:${email}");
    String rejected =
        "reject mail:a b: the key has a space or control character (0x20) at byte 6; set"
            + " key.illegal=encode or hash if such keys are wanted";
    FakeRow illegal = ADA.with("email", "a b");
    assertThat(update(ADA, illegal)).containsExactly(rejected, "delete mail:ada@example.org");
    assertThat(delete(illegal)).isEmpty();
    options.put("key.illegal", "encode");
    assertThat(delete(illegal)).containsExactly("delete mail:a%20b");
  }

  @Test
  void onlyColumnsThatItLooksAtAreNeeded() throws Exception {
    options.put("columns", "id,name");
    FakeRow primaryKey = FakeRow.of(USERS, 1L);
    assertThat(update(primaryKey, primaryKey.with("name", "Eve")))
        .containsExactly("set user:1 {\"id\":1,\"name\":\"Eve\"}");
    assertThat(delete(primaryKey)).containsExactly("delete user:1");
    assertThat(List.of(bound().looksAt(0), bound().looksAt(1), bound().looksAt(2)))
        .containsExactly(true, true, false);
  }

  @Test
  void aRowThatIsNotKnownInFullIsRemovedAndRejected() throws Exception {
    String rejected =
        "reject user:1: the row image lacks the column email, so that the key was removed instead"
            + " of stored; "
            + REMEDY;
    assertThat(insert(ADA.without("email"))).containsExactly("delete user:1", rejected);
    assertThat(update(FakeRow.of(USERS, 1L), ADA.without("email")))
        .containsExactly("delete user:1", rejected);
  }

  @Test
  void aKeyThatIsNotKnownEndsTheStream() throws Exception {
    options.put("key", "user:${name}");
    String stop =
        "stop: the row image lacks the column name, which the key is made of, so that an old value"
            + " cannot be removed; "
            + REMEDY;
    FakeRow primaryKey = FakeRow.of(USERS, 1L);
    assertThat(insert(primaryKey)).containsExactly(stop);
    assertThat(update(primaryKey, primaryKey.with("email", "e"))).containsExactly(stop);
    assertThat(delete(primaryKey)).containsExactly(stop);
    assertThat(update(primaryKey, ADA)).containsExactly(stop, "set user:Ada " + ADA_JSON);
  }

  @Test
  void tablesThatMatchShareOneSpaceOfKeys() throws Exception {
    options.put("table", "shard_\\d+\\.users");
    Transformer transformer = transformer();
    assertThat(transformer.tables().matches(new TableName("shard_17", "users"))).isTrue();
    assertThat(transformer.tables().matches(new TableName("shard_x", "users"))).isFalse();
    TableSchema narrow = Tables.table("shard_2.users", "name", "id");
    assertThat(
            RecordedOperations.of(
                transformer.bind(narrow), RowChange.insert(narrow, FakeRow.of(narrow, "Ada", 1L))))
        .containsExactly("set user:1 {\"name\":\"Ada\",\"id\":1}");
  }

  @Test
  void aColumnThatTheTableLacksIsAnErrorWithASuggestion() {
    options.put("columns", "id,nmae");
    assertThatThrownBy(() -> transformer().bind(USERS))
        .isInstanceOf(BindException.class)
        .hasMessage(
            "transformers.user.columns names the column nmae, which the table shop.users does not"
                + " have; did you mean name?");
  }

  @Test
  void jitterWithoutTtlIsAnError() {
    options.put("ttl.jitter", "5%");
    assertThatThrownBy(this::transformer)
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        Map.entry(
                            "ttl.jitter",
                            "has nothing to shorten: give a ttl too, or leave ttl.jitter out")));
  }

  private List<String> insert(RowImage after) throws Exception {
    return RecordedOperations.of(bound(), RowChange.insert(USERS, after));
  }

  private List<String> update(RowImage before, RowImage after) throws Exception {
    return RecordedOperations.of(bound(), RowChange.update(USERS, before, after));
  }

  private List<String> delete(RowImage before) throws Exception {
    return RecordedOperations.of(bound(), RowChange.delete(USERS, before));
  }

  private RowTransformer bound() throws Exception {
    return transformer().bind(USERS);
  }

  private Transformer transformer() throws InvalidSettingsException {
    RowTransformerFactory factory = new RowTransformerFactory();
    return factory.create("user", Settings.of(factory.options(), options));
  }
}
