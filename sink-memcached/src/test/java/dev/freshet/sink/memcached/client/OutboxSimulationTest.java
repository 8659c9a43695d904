package dev.freshet.sink.memcached.client;

import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.Rejection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of an outbox and a model of a server that refuses some values, loses
 * connections, and carries out late what it had received on a broken one.
 */
class OutboxSimulationTest {

  private static final int KEYS = 6;
  private static final int STEPS = 600;

  /** Version of a value that the server refuses, as it would one that is too large. */
  private static final String REFUSED = "!";

  static IntStream seeds() {
    return IntStream.range(0, 400);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsLostAndNothingGoesBack(int seed) throws ServerTrouble {
    new Simulation(seed).run();
  }

  /** A batch and what has to become of it. */
  private record Submission(
      CompletableFuture<BatchOutcome> future, List<CacheOperation> operations) {}

  private static final class Simulation {

    private final Random random;

    /** Cuts most batches into several segments. */
    private final Outbox outbox = new Outbox(300);

    private final Deque<Submission> submitted = new ArrayDeque<>();
    private final Map<String, CacheOperation> lastOperations = new HashMap<>();
    private final List<CacheOperation> rejected = new ArrayList<>();

    /** What the server holds: the number of the version by key. */
    private final Map<String, Integer> items = new HashMap<>();

    private final Map<String, Integer> newestSeen = new HashMap<>();
    private Deque<Segment> onTheWire = new ArrayDeque<>();
    private final Deque<Segment> leftBehind = new ArrayDeque<>();
    private int version;

    Simulation(int seed) {
      this.random = new Random(seed);
    }

    void run() throws ServerTrouble {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(24)) {
          case 0, 1, 2, 3, 4 -> submit();
          case 5 -> disconnect(random.nextBoolean());
          case 6 -> reset();
          case 7, 8, 9, 10, 11, 12 -> write();
          case 13, 14 -> settle();
          case 15 -> lateCommand();
          default -> serve();
        }
      }
      while (outbox.isOutstanding() || outbox.isSettling()) {
        settle();
        write();
        serve();
      }
      check();
    }

    private void submit() {
      List<CacheOperation> operations = new ArrayList<>();
      for (int key = 0; key < KEYS; key++) {
        version++;
        switch (random.nextInt(6)) {
          case 0, 1 -> operations.add(set("k" + key, String.valueOf(version)));
          case 2 -> operations.add(delete("k" + key));
          case 3 -> {
            if (random.nextInt(3) == 0) {
              operations.add(set("k" + key, REFUSED + version));
            }
          }
          default -> {}
        }
      }
      if (operations.isEmpty()) {
        return;
      }
      CompletableFuture<BatchOutcome> future = new CompletableFuture<>();
      SubmittedBatch batch = new SubmittedBatch(future, ended -> {});
      submitted.add(new Submission(future, operations));
      operations.forEach(operation -> lastOperations.put(operation.key().toString(), operation));
      outbox.add(new Delivery(batch, operations, 1));
      batch.routed();
    }

    private void write() {
      Segment segment = outbox.next();
      if (segment != null) {
        onTheWire.add(segment);
      }
    }

    private void serve() throws ServerTrouble {
      Segment segment = onTheWire.poll();
      if (segment == null) {
        return;
      }
      for (CacheOperation operation : segment.operations()) {
        if (!carryOut(operation)) {
          outbox.failure("SERVER_ERROR refused");
        }
      }
      outbox.barrier();
      while (!submitted.isEmpty() && submitted.element().future().isDone()) {
        Submission submission = submitted.remove();
        submission.future().join().rejections().stream()
            .map(Rejection::operation)
            .forEach(rejected::add);
      }
    }

    private boolean carryOut(CacheOperation operation) {
      String key = operation.key().toString();
      if (operation.kind() == CacheOperation.Kind.DELETE) {
        items.remove(key);
        return true;
      }
      String value = new String(operation.value(), UTF_8);
      if (value.startsWith(REFUSED)) {
        if (random.nextBoolean()) {
          items.remove(key);
        }
        return false;
      }
      int stored = Integer.parseInt(value);
      items.put(key, stored);
      assertThat(stored).as(key).isGreaterThanOrEqualTo(newestSeen.getOrDefault(key, 0));
      newestSeen.put(key, stored);
      return true;
    }

    private void disconnect(boolean orderly) {
      outbox.disconnected(orderly);
      if (!orderly) {
        leftBehind.addAll(onTheWire);
      }
      onTheWire = new ArrayDeque<>();
    }

    /** The server works off what a broken connection left behind. */
    private void lateCommand() {
      Segment segment = leftBehind.poll();
      if (segment != null) {
        segment.operations().forEach(this::carryOut);
      }
    }

    private void settle() {
      if (outbox.isSettling()) {
        while (!leftBehind.isEmpty()) {
          lateCommand();
        }
        outbox.settled();
      }
    }

    private void reset() {
      if (random.nextInt(4) != 0) {
        return;
      }
      outbox.reset().forEach(SubmittedBatch::acknowledge);
      for (Submission submission : submitted) {
        assertThat(submission.future()).isDone();
        submission.operations().forEach(op -> lastOperations.remove(op.key().toString()));
      }
      submitted.clear();
    }

    private void check() {
      assertThat(submitted).isEmpty();
      lastOperations.forEach(
          (key, operation) -> {
            String value = new String(operation.value(), UTF_8);
            if (operation.kind() == CacheOperation.Kind.DELETE) {
              assertThat(items).doesNotContainKey(key);
            } else if (value.startsWith(REFUSED)) {
              assertThat(items).doesNotContainKey(key);
              assertThat(rejected).contains(operation);
            } else {
              assertThat(items).containsEntry(key, Integer.parseInt(value));
              assertThat(rejected).doesNotContain(operation);
            }
          });
    }
  }
}
