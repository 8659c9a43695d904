package dev.freshet.sink.memcached.client;

import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.Rejection;
import dev.freshet.sink.memcached.client.KeyedOutbox.Attempt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedOutboxTest {

  private final KeyedOutbox outbox = new KeyedOutbox();

  private CompletableFuture<BatchOutcome> add(CacheOperation... operations) {
    CompletableFuture<BatchOutcome> future = new CompletableFuture<>();
    SubmittedBatch batch = new SubmittedBatch(future, ended -> {});
    outbox.add(new Delivery(batch, List.of(operations), 1));
    batch.routed();
    return future;
  }

  private Attempt next() {
    return Objects.requireNonNull(outbox.next());
  }

  private static String shown(Attempt attempt) {
    return attempt.step() + " " + attempt.operation();
  }

  @Test
  void differentKeysAreUnderWayTogetherAndOneKeyOnlyOnce() throws ServerTrouble {
    CompletableFuture<BatchOutcome> first = add(set("a", "1"), set("b", "1"));
    Attempt a = next();
    Attempt b = next();
    CompletableFuture<BatchOutcome> second = add(set("a", "22"));
    CompletableFuture<BatchOutcome> third = add(set("a", "333"));
    assertThat(outbox.next()).isNull();
    outbox.answered(b, null);
    assertThat(first).isNotDone();
    outbox.answered(a, null);
    assertThat(first).isCompletedWithValue(BatchOutcome.APPLIED);
    Attempt last = next();
    assertThat(shown(last)).isEqualTo("OPERATION SET a (3 bytes)");
    assertThat(second).isNotDone();
    outbox.answered(last, null);
    assertThat(second).isCompletedWithValue(BatchOutcome.APPLIED);
    assertThat(third).isCompletedWithValue(BatchOutcome.APPLIED);
    assertThat(outbox.isOutstanding()).isFalse();
    assertThat(outbox.isIdle()).isTrue();
  }

  @Test
  void aRefusedValueIsRepeatedBehindADeleteAndThenGivenUp() throws ServerTrouble {
    CompletableFuture<BatchOutcome> batch = add(set("a", "1"));
    List<String> steps = new ArrayList<>();
    for (String error : new String[] {"SERVER_ERROR x", null, "SERVER_ERROR y", null}) {
      Attempt attempt = next();
      steps.add(attempt.step() + " " + attempt.deletes());
      outbox.answered(attempt, error);
    }
    assertThat(steps)
        .containsExactly("OPERATION false", "CLEAR true", "REPEAT false", "GIVE_UP true");
    assertThat(batch.join().rejections())
        .extracting(Rejection::reason)
        .containsExactly("the server refuses the value: SERVER_ERROR y");
  }

  @Test
  void aValueThatSurelyDoesNotFitIsNotSent() throws ServerTrouble {
    outbox.limit(10);
    CompletableFuture<BatchOutcome> batch = add(set("a", "0123456789"));
    Attempt attempt = next();
    assertThat(attempt.deletes()).isTrue();
    outbox.answered(attempt, null);
    assertThat(batch.join().rejections().get(0).reason())
        .isEqualTo(
            "the value has 10 bytes, the server takes items of 10 (memcached -I) with key and"
                + " header");
  }

  @Test
  void aDeleteThatIsRefusedEndsTheConnection() {
    var unused = add(delete("a"));
    Attempt attempt = next();
    assertThatThrownBy(() -> outbox.answered(attempt, "SERVER_ERROR no"))
        .hasMessage("refuses to delete a key: \"SERVER_ERROR no\"");
  }

  @Test
  void keysInFlightAreDeletedAndAPausePassesBeforeTheyAreSetAgain() throws ServerTrouble {
    CompletableFuture<BatchOutcome> batch = add(set("a", "1"));
    next();
    CompletableFuture<BatchOutcome> newer = add(set("a", "22"), set("b", "1"));
    outbox.disconnected();
    Attempt fence = next();
    assertThat(shown(fence)).isEqualTo("FENCE DELETE a");
    assertThat(outbox.next()).isNull();
    assertThat(outbox.isIdle()).isFalse();
    outbox.answered(fence, null);
    assertThat(outbox.isSettling()).isTrue();
    assertThat(outbox.next()).isNull();
    outbox.settled();
    Attempt one = next();
    Attempt two = next();
    assertThat(List.of(shown(one), shown(two)))
        .containsExactlyInAnyOrder("OPERATION SET a (2 bytes)", "OPERATION SET b (1 bytes)");
    outbox.answered(one, null);
    outbox.answered(two, null);
    assertThat(batch).isDone();
    assertThat(newer).isDone();
  }

  @Test
  void anEndDuringThePauseBeginsWithTheDeletesAgain() throws ServerTrouble {
    var unused = add(set("a", "1"));
    next();
    outbox.disconnected();
    outbox.answered(next(), null);
    outbox.disconnected();
    assertThat(shown(next())).isEqualTo("FENCE DELETE a");
  }

  @Test
  void afterAResetALaterOperationWaitsForTheOneInFlight() throws ServerTrouble {
    CompletableFuture<BatchOutcome> forgotten = add(set("a", "1"), set("b", "1"));
    Attempt a = next();
    assertThat(outbox.reset()).hasSize(1);
    CompletableFuture<BatchOutcome> after = add(set("a", "22"));
    assertThat(outbox.next()).isNull();
    outbox.answered(a, "SERVER_ERROR whatever");
    Attempt later = next();
    assertThat(shown(later)).isEqualTo("OPERATION SET a (2 bytes)");
    outbox.answered(later, null);
    assertThat(after).isDone();
    assertThat(forgotten).isNotDone();
    assertThat(outbox.isOutstanding()).isFalse();
  }

  @Test
  void theWindowBoundsWhatIsUnderWay() throws ServerTrouble {
    List<CacheOperation> operations = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      operations.add(set("k" + i, new byte[1024 * 1024], 0));
    }
    var unused = add(operations.toArray(CacheOperation[]::new));
    Attempt first = next();
    int sent = 1;
    while (outbox.next() != null) {
      sent++;
    }
    assertThat(sent).isEqualTo(4);
    outbox.answered(first, null);
    assertThat(outbox.next()).isNotNull();
  }

  /**
   * A server that carries out what it was sent late, refuses and loses connections at random, but
   * works off an old connection within the pause.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void atRandomNothingIsLostAndNoReaderSeesAnOlderValue(int seed) throws ServerTrouble {
    Random random = new Random(seed);
    Map<String, Integer> stored = new HashMap<>();
    Map<String, Integer> newestSeen = new HashMap<>();
    Map<String, Integer> expected = new HashMap<>();
    Deque<Attempt> onTheWire = new ArrayDeque<>();
    Deque<Attempt> lingering = new ArrayDeque<>();
    List<CompletableFuture<BatchOutcome>> batches = new ArrayList<>();
    for (int step = 1;
        step <= 20_000 || !batches.stream().allMatch(CompletableFuture::isDone);
        step++) {
      int dice = random.nextInt(100);
      if (dice < 25 && step <= 20_000) {
        String key = "k" + random.nextInt(5);
        batches.add(add(set(key, String.valueOf(step))));
        expected.put(key, step);
      } else if (dice < 55) {
        Attempt attempt = outbox.next();
        if (attempt != null) {
          onTheWire.add(attempt);
        }
      } else if (dice < 90 && !onTheWire.isEmpty()) {
        Attempt attempt = onTheWire.remove();
        boolean refused = !attempt.deletes() && random.nextInt(20) == 0 && step <= 19_000;
        if (!refused) {
          carryOut(attempt, stored, newestSeen);
        }
        outbox.answered(attempt, refused ? "SERVER_ERROR refused" : null);
      } else if (dice < 95 && !lingering.isEmpty()) {
        carryOut(lingering.remove(), stored, newestSeen);
      } else if (dice == 95) {
        lingering.addAll(onTheWire);
        onTheWire.clear();
        outbox.disconnected();
      } else if (outbox.isSettling()) {
        while (!lingering.isEmpty()) {
          carryOut(lingering.remove(), stored, newestSeen);
        }
        outbox.settled();
      }
    }
    assertThat(expected).hasSize(5);
    Map<String, Integer> kept = new HashMap<>(expected);
    kept.keySet().retainAll(stored.keySet());
    assertThat(stored).isEqualTo(kept);
    assertThat(batches).hasSizeGreaterThan(3_000);
  }

  private static void carryOut(
      Attempt attempt, Map<String, Integer> stored, Map<String, Integer> newestSeen) {
    String key = attempt.operation().key().toString();
    if (attempt.deletes()) {
      stored.remove(key);
      return;
    }
    int value = Integer.parseInt(new String(attempt.operation().value(), UTF_8));
    assertThat(value).isGreaterThanOrEqualTo(newestSeen.getOrDefault(key, 0));
    stored.put(key, value);
    newestSeen.put(key, value);
  }
}
