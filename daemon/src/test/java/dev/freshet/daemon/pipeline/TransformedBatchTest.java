package dev.freshet.daemon.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.config.ComponentFactories;
import dev.freshet.daemon.config.ConfigurationLoader;
import dev.freshet.daemon.transforms.Transforms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of changes that run through transforms before the transformers see them. */
class TransformedBatchTest {

  private static final TableSchema SHARD = table("shop_0");
  private static final String KAFKAS = "org.apache.kafka.connect.transforms.";

  private static final String CONFIGURATION =
      """
      name=shop
      database.hostname=127.0.0.1
      database.user=freshet
      transformers=user
      transformers.user.type=row
      transformers.user.table=shop.users
      transformers.user.key=user:${id}
      pools=east
      pools.east.servers=127.0.0.1:11211
      transforms=unshard,more
      transforms.unshard.type=%1$sRegexRouter
      transforms.unshard.regex=shop\\\\.shop_\\\\d+\\\\.(.*)
      transforms.unshard.replacement=shop.shop.$1
      transforms.more.type=%1$s
      """
          .formatted(KAFKAS)
          .trim();

  private final Path file;

  TransformedBatchTest(@TempDir Path folder) {
    this.file = folder.resolve("freshet.properties");
  }

  private static TableSchema table(String database) {
    return new TableSchema(
        new TableName(database, "users"),
        List.of(new Column("id", ColumnType.VARCHAR)),
        List.of(0));
  }

  /** Stores the row after a change of shop.users under the key that it had before. */
  private static final class ByTable implements Transformer {

    @Override
    public TableFilter tables() {
      return TableFilter.of("shop.users");
    }

    @Override
    public RowTransformer bind(TableSchema schema) throws BindException {
      return ByTable::transform;
    }

    private static void transform(RowChange change, OperationCollector out) {
      if (change.before() instanceof ScriptedSource.KeyValue before) {
        out.delete(CacheKey.of(before.key()));
      }
      if (change.after() instanceof ScriptedSource.KeyValue after) {
        out.set(CacheKey.of(after.key()), after.value().getBytes(UTF_8), 0);
      }
    }
  }

  private Transforms transforms(String more) throws Exception {
    Files.writeString(file, CONFIGURATION + more);
    return new ConfigurationLoader(ComponentFactories.load(), Map.of())
        .load(file)
        .createTransforms();
  }

  private static HandOver batch(Transforms transforms, Change... changes) {
    BatchBuilder builder =
        new BatchBuilder(Map.of("user", new ByTable()), transforms.open(), new CountedMeters());
    builder.add(new TransactionChunk(List.of(changes), true, new NumberPosition(1), 1000, 1, 100));
    HandOver handOver = builder.build();
    builder.close();
    return handOver;
  }

  private static List<String> lines(HandOver handOver) {
    return handOver.operations().operations().stream()
        .map(CacheOperation::toString)
        .sorted()
        .toList();
  }

  private static final RowChange UPDATE =
      RowChange.update(
          SHARD, new ScriptedSource.KeyValue("old", "1"), new ScriptedSource.KeyValue("new", "2"));

  @Test
  void whatPassesGoesToTheTransformersOfItsNewTable() throws Exception {
    HandOver handOver = batch(transforms("DropHeaders\ntransforms.more.headers=none\n"), UPDATE);

    assertThat(lines(handOver)).containsExactly("DELETE old", "SET new (1 bytes)");
    assertThat(handOver.deadLetters()).isEmpty();
  }

  @Test
  void whatIsDroppedLeavesNothing() throws Exception {
    Transforms transforms = transforms("Filter\n");
    HandOver handOver = batch(transforms, UPDATE);

    assertThat(lines(handOver)).isEmpty();
    assertThat(handOver.deadLetters()).isEmpty();
    assertThat(handOver.resume()).as("the position moves").isNotNull();
    assertThat(transforms.dropped()).isEqualTo(1);
  }

  @Test
  void whatFailsIsADeadLetterAndItsKeysAreRemoved() throws Exception {
    HandOver handOver =
        batch(
            transforms("ValueToKey\ntransforms.more.fields=nothing\n"),
            UPDATE,
            RowChange.insert(table("elsewhere"), new ScriptedSource.KeyValue("none", "3")));

    assertThat(lines(handOver)).containsExactly("DELETE new", "DELETE old");
    assertThat(handOver.deadLetters()).hasSize(2);
    DeadLetter letter = handOver.deadLetters().get(0);
    assertThat(letter.table()).isEqualTo(SHARD.table());
    assertThat(letter.transformer()).isNull();
    assertThat(letter.reason())
        .startsWith("transform more failed with org.apache.kafka.connect.errors.DataException at ");
  }

  @Test
  void whatHappensToAWholeShardIsTold() throws Exception {
    HandOver handOver =
        batch(
            transforms("DropHeaders\ntransforms.more.headers=none\n"),
            new TableChange(SHARD.table(), TableChange.Kind.TRUNCATE));

    assertThat(handOver.deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.transformer()).isEqualTo("user");
              assertThat(letter.table()).isEqualTo(SHARD.table());
            });
  }
}
