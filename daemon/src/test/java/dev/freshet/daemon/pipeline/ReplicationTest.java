package dev.freshet.daemon.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.change.RowImage;
import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.checkpoint.Checkpoints;
import dev.freshet.daemon.checkpoint.PoolMarks;
import dev.freshet.daemon.config.PoolPolicy;
import dev.freshet.daemon.transforms.TransformsConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicationTest {

  private static final Duration STRAGGLING = Duration.ofMillis(300);
  private static final PipelineBounds WIDE =
      new PipelineBounds(1 << 20, 1 << 20, 1 << 20, STRAGGLING);
  private static final PipelineBounds NARROW =
      new PipelineBounds(1 << 20, 300, 1 << 20, STRAGGLING);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Path directory;

  private final ScriptedSource source = new ScriptedSource();
  private final ScriptedPool east = new ScriptedPool("east:1");
  private final ScriptedPool west = new ScriptedPool("west:1", "west:2", "west:3");
  private Set<String> withheld = Set.of();
  private PoolPolicy westPolicy = new PoolPolicy(PoolPolicy.OnReturn.CATCH_UP, Duration.ZERO);
  private final CountedMeters counts = new CountedMeters();
  private Checkpoints checkpoints;
  private @Nullable Replication replication;

  @BeforeEach
  void openCheckpoints(@TempDir Path temporary) throws Exception {
    directory = temporary;
    checkpoints = Checkpoints.open(directory, "shop", source::parsePosition);
    mark("east", 0, 0);
    mark("west", 0, 0);
  }

  @AfterEach
  void close() throws Exception {
    if (replication != null) {
      replication.stop(Duration.ofSeconds(2));
      replication.close();
    }
    checkpoints.close();
  }

  private void mark(String pool, int done, int intent) throws Exception {
    checkpoints.set(pool, new PoolMarks(new NumberPosition(done), new NumberPosition(intent)));
  }

  private void start(PipelineBounds bounds, long poolBytes) {
    Map<String, FedPool> pools = new LinkedHashMap<>();
    pools.put(
        "east",
        new FedPool(east, new PoolPolicy(PoolPolicy.OnReturn.CATCH_UP, Duration.ZERO), Set.of()));
    pools.put("west", new FedPool(west, westPolicy, withheld));
    Replication started =
        new Replication(
            source,
            Map.of("users", new KeyValueTransformer()),
            TransformsConfiguration.NONE.create("shop", ZoneOffset.UTC),
            pools,
            checkpoints,
            directory,
            counts,
            bounds,
            poolBytes,
            LostChanges.STOP,
            Clock.systemUTC());
    replication = started;
    started.start();
  }

  private Replication replication() {
    return Objects.requireNonNull(replication, "not started");
  }

  private void awaitDone(String pool, int position) {
    await(pool + " at " + position)
        .atMost(PATIENCE)
        .until(
            () ->
                checkpoints.marks(pool).orElseThrow().done().covers(new NumberPosition(position)));
  }

  private String state(String pool) {
    return replication().pools().stream()
        .filter(view -> view.name().equals(pool))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void aChangeArrivesInEveryPoolAndMovesItsMark() {
    start(WIDE, 1 << 20);
    source.append("user:1", "Ann");
    awaitDone("east", 1);
    awaitDone("west", 1);
    assertThat(east.items()).containsExactly(Map.entry("user:1", "Ann"));
    assertThat(west.items()).containsExactly(Map.entry("user:1", "Ann"));
  }

  @Test
  void theRangeBetweenDoneAndIntentIsReplayedAsItsLastOperationsOnly() throws Exception {
    for (int i = 1; i <= 5; i++) {
      source.append("user:1", "v" + i);
    }
    mark("east", 1, 4);
    mark("west", 2, 4);
    start(WIDE, 1 << 20);
    awaitDone("east", 5);
    assertThat(east.history())
        .as("v1 to v3 are never written again; v5 may come together with v4 or after it")
        .isSubsetOf("user:1=v4", "user:1=v5")
        .endsWith("user:1=v5");
  }

  @Test
  void aRangeTooLargeToGatherIsReadAgainForEachPartOfTheKeys() throws Exception {
    for (int i = 0; i < 200; i++) {
      source.append("user:" + i % 50, "v" + i);
    }
    mark("east", 0, 200);
    mark("west", 0, 200);
    start(new PipelineBounds(1 << 20, 1 << 10, 1 << 12, STRAGGLING), 1 << 20);
    awaitDone("east", 200);
    assertThat(source.opened()).as("once to measure, then once for each part").isGreaterThan(3);
    assertThat(east.history()).as("each key is written once, its last value").hasSize(50);
    for (int i = 0; i < 50; i++) {
      assertThat(east.items()).containsEntry("user:" + i, "v" + (150 + i));
    }
    source.append("user:1", "after");
    awaitDone("east", 201);
    assertThat(east.items()).containsEntry("user:1", "after");
  }

  @Test
  void aPoolThatIsDownHoldsUpNoOtherAndCatchesUp() {
    west.down();
    start(WIDE, 2000);
    for (int i = 0; i < 500; i++) {
      source.append("user:" + i % 7, "v" + i);
    }
    awaitDone("east", 500);
    await().atMost(PATIENCE).until(() -> state("west").equals("down"));
    assertThat(checkpoints.marks("west").orElseThrow().done()).isEqualTo(new NumberPosition(0));
    west.up();
    awaitDone("west", 500);
    await().atMost(PATIENCE).until(() -> state("west").equals("live"));
    source.append("user:1", "after");
    awaitDone("west", 501);
    assertThat(west.items()).isEqualTo(east.items()).containsEntry("user:1", "after");
  }

  @Test
  void aPoolThatTakesNothingForAMomentStaysWithTheOthers() {
    startWithSilentWest();
    await("the other pool is held up")
        .during(Duration.ofMillis(300))
        .atMost(PATIENCE)
        .until(() -> east.items().size() > 10 && east.items().size() < 500);
    west.up();
    awaitDone("east", 500);
    awaitDone("west", 500);
    assertThat(west.items()).isEqualTo(east.items()).hasSize(500);
    assertThat(source.opened()).as("streams").isOne();
  }

  @Test
  void aPoolThatTakesNothingAnyMoreIsLeftBehind() {
    startWithSilentWest();
    awaitDone("east", 500);
    assertThat(west.items()).isEmpty();
    west.up();
    awaitDone("west", 500);
    assertThat(west.items()).isEqualTo(east.items()).hasSize(500);
  }

  /** With more to hand over than the pool that takes nothing has room for. */
  private void startWithSilentWest() {
    silenceWest();
    start(NARROW, 2000);
    for (int i = 0; i < 500; i++) {
      source.append("user:" + i, "v" + i);
    }
  }

  private void silenceWest() {
    west.silence("west:1");
    west.silence("west:2");
    west.silence("west:3");
  }

  @Test
  void aServerThatIsDownHoldsUpNoOtherOfItsPoolAndCatchesUp() throws Exception {
    west.down("west:2");
    start(new PipelineBounds(1 << 20, 500, 1 << 20, STRAGGLING), 6000);
    for (int i = 0; i < 500; i++) {
      source.append("user:" + i % 9, "v" + i);
    }
    awaitDone("west", 500);
    await().atMost(PATIENCE).until(() -> state("west").equals("down"));
    assertThat(west.items()).hasSize(6).containsEntry("user:0", "v495");
    assertThat(checkpoints.marks("west/west:2").orElseThrow().done())
        .as("the place of the server that is behind")
        .isEqualTo(new NumberPosition(0));
    assertThat(replication().pools().get(1).donePosition()).isEqualTo("0");
    assertThat(replication().pools().get(1).servers())
        .extracting(server -> server.server() + " behind=" + server.behind())
        .containsExactly("west:1 behind=false", "west:2 behind=true", "west:3 behind=false");
    west.up("west:2");
    await().atMost(PATIENCE).until(() -> state("west").equals("live"));
    source.append("user:1", "after");
    source.append("user:2", "after");
    awaitDone("west", 502);
    assertThat(west.items()).isEqualTo(east.items()).hasSize(9).containsEntry("user:1", "after");
    await("the server needs no place of its own any more")
        .atMost(PATIENCE)
        .until(() -> checkpoints.marks("west/west:2").isEmpty());
  }

  @Test
  void theRestOfAPoolDoesNotWaitForAServerThatStaysAwayWhenThePoolReturns() throws Exception {
    for (int i = 0; i < 300; i++) {
      source.append("user:" + i % 9, "v" + i);
    }
    mark("east", 300, 300);
    mark("west", 10, 20);
    west.down("west:3");
    start(WIDE, 1 << 20);
    await("left behind alone")
        .atMost(PATIENCE)
        .until(() -> checkpoints.marks("west/west:3").isPresent());
    awaitDone("west", 300);
    assertThat(checkpoints.marks("west/west:3").orElseThrow().done())
        .isEqualTo(new NumberPosition(10));
    west.up("west:3");
    await().atMost(PATIENCE).until(() -> state("west").equals("live"));
    assertThat(west.items()).hasSize(9).containsEntry("user:2", "v299");
  }

  @Test
  void aServerThatWasBehindWhenTheDaemonEndedIsStillBehindWhenItStarts() throws Exception {
    for (int i = 0; i < 90; i++) {
      source.append("user:" + i % 9, "v" + i);
    }
    mark("east", 90, 90);
    mark("west", 90, 90);
    mark("west/west:1", 30, 60);
    mark("west/gone:1", 1, 1);
    start(WIDE, 1 << 20);
    await().atMost(PATIENCE).until(() -> west.items().size() == 3);
    assertThat(west.history()).allMatch(entry -> entry.matches("user:[036]=v\\d+"));
    source.append("user:0", "after");
    awaitDone("west", 91);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(checkpoints.names()).containsOnly("east", "west"));
    assertThat(west.items()).containsEntry("user:0", "after").containsEntry("user:3", "v84");
  }

  @Test
  void aPoolThatIsFlushedOnReturnReadsNothingThatItMissed() throws Exception {
    westPolicy = new PoolPolicy(PoolPolicy.OnReturn.FLUSH, Duration.ZERO);
    for (int i = 0; i < 50; i++) {
      source.append("user:" + i % 9, "v" + i);
    }
    mark("east", 50, 50);
    mark("west", 10, 20);
    start(WIDE, 1 << 20);
    await().atMost(PATIENCE).until(() -> state("west").equals("live"));
    source.append("user:1", "after");
    awaitDone("west", 51);
    assertThat(west.history())
        .containsExactly("west:1 flushed", "west:2 flushed", "west:3 flushed", "user:1=after");
  }

  @Test
  void deletesAreRepeatedUnlessTheKeyHasBeenSetSinceAndThePositionWaitsForThem() throws Exception {
    westPolicy = new PoolPolicy(PoolPolicy.OnReturn.CATCH_UP, Duration.ofMillis(700));
    start(WIDE, 1 << 20);
    source.append("user:1", "Ann");
    source.append("user:1", "delete");
    source.append("user:2", "delete");
    await().atMost(PATIENCE).until(() -> west.history().contains("user:2 deleted"));
    source.append("user:1", "Bob");
    awaitDone("east", 4);
    await().atMost(PATIENCE).until(() -> west.items().containsKey("user:1"));
    assertThat(checkpoints.marks("west").orElseThrow().done().covers(new NumberPosition(3)))
        .as("the position waits for what is to be repeated")
        .isFalse();
    awaitDone("west", 4);
    assertThat(west.history().stream().filter("user:2 deleted"::equals)).hasSize(2);
    assertThat(west.items()).containsOnly(Map.entry("user:1", "Bob"));
    assertThat(east.history().stream().filter("user:2 deleted"::equals)).hasSize(1);
    assertThat(state("west")).isEqualTo("live");
  }

  @Test
  void aPoolThatIsOnlyInvalidatedHasAllItsDeletesRepeated() throws Exception {
    westPolicy = new PoolPolicy(PoolPolicy.OnReturn.CATCH_UP, Duration.ofMillis(300));
    west.deleteOnly();
    start(WIDE, 1 << 20);
    source.append("user:1", "Ann");
    awaitDone("west", 1);
    assertThat(west.history()).containsExactly("user:1 deleted", "user:1 deleted");
  }

  @Test
  void poolsAreReplacedAndAddedAndEndWhileTheOthersGoOn() throws Exception {
    start(WIDE, 1 << 20);
    source.append("user:1", "Ann");
    awaitDone("west", 1);
    ScriptedPool newWest = new ScriptedPool("west:4");
    ScriptedPool north = new ScriptedPool("north:1");
    checkpoints.set("north", PoolMarks.at(replication().position()));
    PoolPolicy usual = new PoolPolicy(PoolPolicy.OnReturn.CATCH_UP, Duration.ZERO);
    replication()
        .replacePools(
            Set.of("west"),
            Map.of(
                "west",
                new FedPool(newWest, usual, Set.of()),
                "north",
                new FedPool(north, usual, Set.of())));
    await().atMost(PATIENCE).until(west::isClosed);
    source.append("user:2", "Bob");
    awaitDone("west", 2);
    awaitDone("north", 2);
    assertThat(newWest.items()).containsExactly(Map.entry("user:2", "Bob"));
    assertThat(north.items()).containsExactly(Map.entry("user:2", "Bob"));
    replication().replacePools(Set.of("west"), Map.of());
    await().atMost(PATIENCE).until(newWest::isClosed);
    assertThat(replication().pools()).extracting(PoolStatus::name).containsOnly("east", "north");
    source.append("user:3", "Cleo");
    awaitDone("north", 3);
    awaitDone("east", 3);
    assertThat(newWest.items()).doesNotContainKey("user:3");
    assertThat(checkpoints.marks("west").orElseThrow().done()).isEqualTo(new NumberPosition(2));
    await().atMost(PATIENCE).until(() -> state("north").equals("live"));
  }

  @Test
  void aPoolCatchesUpWhileTheStreamGoesOn() throws Exception {
    for (int i = 0; i < 300; i++) {
      source.append("user:" + i % 11, "v" + i);
    }
    mark("east", 300, 300);
    mark("west", 10, 20);
    start(WIDE, 1 << 20);
    for (int i = 300; i < 2000; i++) {
      source.append("user:" + i % 11, "v" + i);
      if (i % 10 == 0) {
        Thread.sleep(1);
      }
    }
    awaitDone("east", 2000);
    awaitDone("west", 2000);
    await().atMost(PATIENCE).until(() -> state("west").equals("live"));
    assertThat(west.items()).hasSize(11).containsEntry("user:8", "v1999");
    for (int key = 0; key < 11; key++) {
      String prefix = "user:" + key + "=v";
      assertThat(
              west.history().stream()
                  .filter(entry -> entry.startsWith(prefix))
                  .map(entry -> Integer.valueOf(entry.substring(prefix.length())))
                  .toList())
          .as("no value is followed by an older one")
          .isSorted();
    }
  }

  @Test
  void aPoolGetsNothingOfTransformersThatAreForOthers() {
    withheld = Set.of("users");
    start(WIDE, 1 << 20);
    source.append("user:1", "Ann");
    source.append("user:2", "delete");
    awaitDone("east", 2);
    awaitDone("west", 2);
    assertThat(east.history()).hasSize(2);
    assertThat(west.history()).isEmpty();
  }

  @Test
  void whatTheDatabaseSaysIsStoredAndMarksWaitForIt() {
    start(WIDE, 1 << 20);
    source.database().say("user:1", "Ann");
    source.append("user:1", "ask");
    awaitDone("west", 1);
    assertThat(west.items()).containsExactly(Map.entry("user:1", "Ann"));
    source.append("user:1", "set since");
    source.append("user:2", "ask");
    source.append("user:2", "newer");
    awaitDone("west", 4);
    assertThat(west.items())
        .containsOnly(Map.entry("user:1", "set since"), Map.entry("user:2", "newer"));
  }

  @Test
  void aKeyThatChangesAgainAndAgainIsAskedForOnceInAWhile() {
    start(WIDE, 1 << 20);
    for (int i = 1; i <= 2000; i++) {
      source.append(i % 2 == 0 ? "user:1" : "other:" + i % 7, i % 2 == 0 ? "ask" : "v" + i);
    }
    awaitDone("west", 2000);
    assertThat(west.items()).containsEntry("user:1", "2000").containsEntry("other:4", "v1999");
    assertThat(source.database().calls()).hasSizeLessThan(60);
  }

  @Test
  void whatDoesNotDependOnTheDatabaseGoesAtOnce() {
    start(WIDE, 1 << 20);
    source.append("user:1", "ask");
    while (!west.history().contains("user:1=1")) {
      Thread.onSpinWait();
    }
    source.append("user:1", "ask");
    source.append("user:2", "at once");
    awaitDone("west", 3);
    assertThat(west.history()).containsExactly("user:1=1", "user:2=at once", "user:1=3");
  }

  @Test
  void keysAreFoundAndThenAskedForWithTheirPosition() {
    source.database().say("photo:1", "user:1");
    source.database().say("photo:2", "user:1");
    start(WIDE, 1 << 20);
    source.append("photo:1", "find");
    source.append("photo:2", "find");
    awaitDone("west", 2);
    assertThat(west.items().keySet()).containsExactly("user:1");
    assertThat(source.database().calls()).anyMatch(call -> call.startsWith("value [user:1] "));
  }

  @Test
  void aQuestionThatIsRefusedSpoilsNoOther() throws Exception {
    for (String key : new String[] {"user:1", "refused", "user:2", "throw"}) {
      source.append(key, "ask");
    }
    source.database().say("throw", "throw");
    mark("east", 0, 4);
    mark("west", 0, 4);
    start(WIDE, 1 << 20);
    awaitDone("west", 4);
    assertThat(west.items().keySet()).containsExactlyInAnyOrder("user:1", "user:2");
    assertThat(west.history()).contains("refused deleted", "throw deleted");
    assertThat(Files.readString(directory.resolve("dead-letters.jsonl")))
        .contains("refused as asked for", "failed with java.lang.IllegalStateException")
        .hasLineCount(2);
  }

  @Test
  void aReplayAsksOnceForEachKey() throws Exception {
    for (int i = 0; i < 100; i++) {
      source.append("user:" + i % 3, "ask");
    }
    mark("east", 0, 100);
    mark("west", 0, 100);
    start(WIDE, 1 << 20);
    awaitDone("west", 100);
    assertThat(west.history()).containsExactlyInAnyOrder("user:0=100", "user:1=100", "user:2=100");
    assertThat(source.database().calls()).hasSize(1);
  }

  @Test
  void aPoolThatCatchesUpAsksForItself() throws Exception {
    for (int i = 0; i < 100; i++) {
      source.append("user:" + i % 3, "ask");
    }
    mark("east", 100, 100);
    mark("west", 10, 20);
    start(WIDE, 1 << 20);
    await().atMost(PATIENCE).until(() -> state("west").equals("live"));
    source.append("user:1", "ask");
    awaitDone("west", 101);
    awaitDone("east", 101);
    assertThat(west.items()).hasSize(3).containsEntry("user:1", "101");
    assertThat(east.items()).containsOnly(Map.entry("user:1", "101"));
  }

  @Test
  void whatCannotBeTransformedBecomesADeadLetterAndTheRestGoesOn() throws Exception {
    start(WIDE, 1 << 20);
    source.append("user:1", "reject");
    source.append("user:2", "throw");
    source.append("user:3", "Ann");
    awaitDone("east", 3);
    assertThat(east.items()).containsOnlyKeys("user:3");
    assertThat(counts.deadLetters).hasValue(2);
    assertThat(Files.readAllLines(directory.resolve("dead-letters.jsonl")))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains("\"position\":\"1\"")
                    .contains("\"table\":\"shop.users\"")
                    .contains("\"transformer\":\"users\"")
                    .contains("\"key\":\"user:1\"")
                    .contains("\"reason\":\"asked for\""),
            line ->
                assertThat(line)
                    .contains("\"position\":\"2\"")
                    .contains("\"key\":null")
                    .contains("failed with java.lang.IllegalStateException"));
  }

  @Test
  void stoppingHandsOverWhatWasReadAndStoresTheMarks() throws Exception {
    start(WIDE, 1 << 20);
    for (int i = 0; i < 100; i++) {
      source.append("user:" + i, "v");
    }
    awaitDone("east", 1);
    replication().stop(Duration.ofSeconds(5));
    Map<String, PoolMarks> stored = Checkpoints.read(directory, "shop", source::parsePosition);
    assertThat(stored).containsOnlyKeys("east", "west");
    assertThat(stored.values()).allMatch(marks -> marks.done().covers(marks.intent()));
    assertThat(stored.values().stream().distinct()).hasSize(1);
  }

  private CompletableFuture<Boolean> insert(RowInserter.Reading<List<RowImage>> read)
      throws Exception {
    return replication()
        .rowInserter(Map.of("users", new KeyValueTransformer()))
        .insert(ScriptedSource.SCHEMA, read, key -> true, Set.of("east", "west"));
  }

  private static RowImage row(String key, String value) {
    return new ScriptedSource.KeyValue(key, value);
  }

  @Test
  void rowsAreInsertedButForThoseThatChangedWhileTheyWereRead() throws Exception {
    start(WIDE, 1 << 20);
    source.append("user:1", "old");
    awaitDone("east", 1);
    CompletableFuture<Boolean> inserted =
        insert(
            from -> {
              assertThat(from.covers(new NumberPosition(1))).isTrue();
              source.append("user:1", "new");
              awaitDone("east", 2);
              return List.of(row("user:1", "old"), row("user:2", "two"));
            });
    assertThat(inserted.get(10, TimeUnit.SECONDS)).isTrue();
    for (ScriptedPool pool : List.of(east, west)) {
      assertThat(pool.history())
          .as("the old one does not come again")
          .containsExactly("user:1=old", "user:1=new", "user:2=two");
    }
  }

  @Test
  void rowsAreAsNewAsThePlaceThatTheyAreReadAtEvenIfNothingHasComeYet() throws Exception {
    for (int i = 1; i <= 3; i++) {
      source.append("user:" + i, "v");
    }
    mark("east", 3, 3);
    mark("west", 3, 3);
    start(WIDE, 1 << 20);
    CompletableFuture<Boolean> inserted = insert(from -> List.of(row("user:1", "v")));
    assertThat(inserted.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(east.history()).containsExactly("user:1=v");
    assertThat(east.lastOrder()).isEqualTo(new NumberPosition(3).order());
  }

  @Test
  void rowsThatTheStreamHasNotReachedYetWaitForIt() throws Exception {
    start(WIDE, 1 << 20);
    CompletableFuture<Boolean> inserted =
        insert(
            from -> {
              source.append("user:1", "v1");
              source.append("user:1", "v2");
              return List.of(row("user:1", "v2"), row("user:2", "two"));
            });
    assertThat(inserted.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(east.history()).endsWith("user:2=two").doesNotHaveDuplicates();
    assertThat(east.items())
        .containsExactlyInAnyOrderEntriesOf(Map.of("user:1", "v2", "user:2", "two"));
  }

  @Test
  void aPoolThatDoesNotFollowGetsNothingInserted() throws Exception {
    start(WIDE, 2000);
    west.down();
    for (int i = 0; i < 30; i++) {
      source.append("user:" + i, "x".repeat(200));
    }
    await().atMost(PATIENCE).until(() -> state("west").equals("down"));
    awaitDone("east", 30);
    assertThat(insert(from -> List.of(row("row:1", "one"))).get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(east.items()).doesNotContainKey("row:1");
    west.up();
    awaitDone("west", 30);
    await().atMost(PATIENCE).until(() -> state("west").equals("live"));
    assertThat(insert(from -> List.of(row("row:1", "one"))).get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(west.items()).containsEntry("row:1", "one");
  }

  @Test
  void whatAPoolForgetsIsNotTakenForInserted() throws Exception {
    start(WIDE, 2000);
    silenceWest();
    CompletableFuture<Boolean> inserted = insert(from -> List.of(row("row:1", "one")));
    await().atMost(PATIENCE).until(() -> east.items().containsKey("row:1"));
    assertThat(inserted).isNotDone();
    west.down();
    for (int i = 0; i < 30; i++) {
      source.append("user:" + i, "x".repeat(200));
    }
    assertThat(inserted.get(10, TimeUnit.SECONDS)).isFalse();
  }
}
