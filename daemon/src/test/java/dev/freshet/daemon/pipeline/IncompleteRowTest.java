package dev.freshet.daemon.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.change.ValueWriter;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of changes that do not hold whole rows. */
class IncompleteRowTest {

  private static final TableSchema TABLE =
      new TableSchema(
          new TableName("shop", "users"),
          List.of(
              new Column("id", ColumnType.VARCHAR),
              new Column("name", ColumnType.VARCHAR),
              new Column("note", ColumnType.VARCHAR)),
          List.of(0));

  /** A row, with null for a column that it does not hold. */
  private record Row(@Nullable String id, @Nullable String name) implements RowImage {

    private @Nullable String value(int column) {
      return column == 0 ? id : name;
    }

    @Override
    public boolean has(int column) {
      return column < 2 && value(column) != null;
    }

    @Override
    public boolean isUnchanged(int column) {
      return !has(column);
    }

    @Override
    public boolean isNull(int column) {
      return false;
    }

    @Override
    public void write(int column, ValueWriter out) {
      out.writeText(String.valueOf(value(column)));
    }
  }

  /** Stores the name of each row, under its id or under the name itself. */
  private record Names(int keyColumn) implements Transformer {

    @Override
    public TableFilter tables() {
      return TableFilter.of("shop.users");
    }

    @Override
    public RowTransformer bind(TableSchema schema) {
      return new RowTransformer() {
        @Override
        public void transform(RowChange change, OperationCollector out) {
          CacheKey old = key(change.before(), out);
          CacheKey current = key(change.after(), out);
          if (old != null && !Objects.equals(old, current)) {
            out.delete(old);
          }
          if (current != null) {
            RowImage row = change.requireAfter();
            boolean isKnown = row.has(1) && !row.isNull(1);
            String name = isKnown ? PrintedValue.of(row, 1) : "unknown";
            out.set(current, name.getBytes(UTF_8), 0);
          }
        }

        @Override
        public boolean looksAt(int column) {
          return column != 2;
        }
      };
    }

    private @Nullable CacheKey key(@Nullable RowImage row, OperationCollector out) {
      if (row == null) {
        return null;
      }
      if (!row.has(keyColumn)) {
        out.stop("no key");
      }
      return row.isNull(keyColumn) ? null : CacheKey.of(PrintedValue.of(row, keyColumn));
    }
  }

  private final ScriptedDatabase database = new ScriptedDatabase();
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private BatchBuilder builder =
      new BatchBuilder(Map.of("names", new Names(0)), null, new NoMeters());
  private int latest = 10;
  private int position;

  @AfterEach
  void close() {
    executor.shutdownNow();
    builder.close();
  }

  private void add(RowChange... changes) {
    position++;
    builder.add(
        new TransactionChunk(
            List.of(changes), true, new NumberPosition(position), 1, position, 100));
  }

  private List<String> handedOver() throws InterruptedException {
    new Lookups(database, executor, new NoMeters(), () -> new NumberPosition(latest), 0)
        .answer(builder);
    return lines(builder.build());
  }

  private static List<String> lines(HandOver handOver) {
    return handOver.operations().operations().stream()
        .map(
            operation ->
                operation.kind() == CacheOperation.Kind.SET
                    ? operation.key() + "=" + new String(operation.value(), UTF_8)
                    : "-" + operation.key())
        .sorted()
        .toList();
  }

  private static RowChange update(Row before, Row after) {
    return RowChange.update(TABLE, before, after);
  }

  private static final RowChange INCOMPLETE = update(new Row("1", null), new Row("1", null));

  @Test
  void whatATransformerDoesNotLookAtMayBeMissing() throws Exception {
    add(RowChange.insert(TABLE, new Row("1", "Ann")));
    assertThat(handedOver()).containsExactly("1=Ann");
    assertThat(database.calls()).isEmpty();
  }

  @Test
  void aRowIsReadOnceHoweverOftenItHasChanged() throws Exception {
    database.say("1", "now");
    add(INCOMPLETE);
    add(INCOMPLETE, RowChange.insert(TABLE, new Row("2", "Bob")));
    assertThat(builder.owesAnswers()).isTrue();
    assertThat(handedOver()).containsExactly("1=now", "2=Bob");
    assertThat(database.calls()).containsExactly("find [{id=1}] 2");
  }

  @Test
  void aRowThatIsGoneLosesItsKey() throws Exception {
    add(INCOMPLETE);
    assertThat(handedOver()).containsExactly("-1");
  }

  @Test
  void theKeyOfARowThatCannotBeReadIsRemovedWithADeadLetter() throws Exception {
    add(update(new Row("refused", null), new Row("refused", null)));
    new Lookups(database, executor, new NoMeters(), () -> new NumberPosition(latest), 0)
        .answer(builder);
    HandOver handOver = builder.build();
    assertThat(lines(handOver)).containsExactly("-refused");
    assertThat(handOver.deadLetters())
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.reason())
                    .isEqualTo(
                        "the row has to be read from the database, and cannot be: refused as asked"
                            + " for; its keys were removed"));
  }

  @Test
  void withoutKnowingHowNewARowIsItIsNotUsed() throws Exception {
    database.say("1", "now");
    add(INCOMPLETE);
    new Lookups(
            database,
            executor,
            new NoMeters(),
            () -> {
              throw new SourceException(SourceException.Kind.UNREACHABLE, "away");
            },
            0)
        .answer(builder);
    assertThat(lines(builder.build())).containsExactly("-1");
  }

  @Test
  void aWholeRowThatMayBeOlderThanOneThatWasReadIsReadToo() throws Exception {
    database.say("1", "newer");
    add(INCOMPLETE);
    assertThat(handedOver()).containsExactly("1=newer");
    database.say("1", "newest");
    add(RowChange.insert(TABLE, new Row("1", "old")), RowChange.insert(TABLE, new Row("2", "Bob")));
    assertThat(handedOver()).containsExactly("1=newest", "2=Bob");
    position = 9;
    add();
    add(RowChange.insert(TABLE, new Row("1", "whole")));
    assertThat(handedOver()).containsExactly("1=whole");
  }

  @Test
  void theIntentIsHowFarWhatWasReadMayShowTheSource() throws Exception {
    database.say("1", "now");
    add(INCOMPLETE);
    new Lookups(database, executor, new NoMeters(), () -> new NumberPosition(latest), 0)
        .answer(builder);
    HandOver first = builder.build();
    assertThat(first.intent()).isEqualTo(new NumberPosition(1));
    assertThat(first.furthest()).isEqualTo(new NumberPosition(10));
    add(RowChange.insert(TABLE, new Row("2", "Bob")));
    assertThat(builder.build().furthest()).isEqualTo(new NumberPosition(10));
    position = 10;
    add(RowChange.insert(TABLE, new Row("2", "Bob")));
    assertThat(builder.build().furthest()).isEqualTo(new NumberPosition(11));
  }

  @Test
  void whoLeavesTheStreamLosesTheKeysThatAreAheadOfIt() throws Exception {
    database.say("1", "now");
    add(INCOMPLETE);
    handedOver();
    assertThat(builder.isAhead()).isTrue();
    builder.removeAhead(new NumberPosition(1));
    assertThat(lines(builder.build())).containsExactly("-1");
    assertThat(builder.isAhead()).isFalse();
  }

  @Test
  void anOldKeyThatIsNotKnownEndsTheStream() {
    builder.close();
    builder = new BatchBuilder(Map.of("names", new Names(1)), null, new NoMeters());
    assertThatThrownBy(() -> add(RowChange.delete(TABLE, new Row("1", null))))
        .isInstanceOf(UnfollowableException.class)
        .hasMessage(
            "table shop.users, transformer names: no key, and start again from a position after"
                + " that, with the tables warmed");
  }

  @Test
  void aKeyThatTheChangeLeavesAsItWasIsToldByTheRow() throws Exception {
    builder.close();
    builder = new BatchBuilder(Map.of("names", new Names(1)), null, new NoMeters());
    database.say("1", "Ann");
    add(INCOMPLETE);
    assertThat(handedOver()).containsExactly("Ann=Ann");
  }

  @Test
  void aKeyThatNeitherTheChangeNorTheDatabaseTellsEndsTheStream() {
    builder.close();
    builder = new BatchBuilder(Map.of("names", new Names(1)), null, new NoMeters());
    add(update(new Row("refused", null), new Row("refused", null)));
    assertThatThrownBy(this::handedOver).isInstanceOf(UnfollowableException.class);
  }
}
