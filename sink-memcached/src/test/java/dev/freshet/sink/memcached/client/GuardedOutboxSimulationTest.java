package dev.freshet.sink.memcached.client;

import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.Rejection;
import dev.freshet.sink.memcached.client.ModelMemcached.Item;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of two or three daemons that write the same changes to the model of one server,
 * each at its own pace and with pauses between any two commands. Connections are lost, and what was
 * sent on them is carried out as late as it may be, or never.
 */
class GuardedOutboxSimulationTest {

  private static final int KEYS = 2;
  private static final int STEPS = 1500;

  static IntStream seeds() {
    return IntStream.range(0, 400);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingOlderThanTheNewestAcknowledgedIsLeft(int seed) throws ServerTrouble {
    new Simulation(seed).run();
  }

  private record Submission(
      CompletableFuture<BatchOutcome> future, List<CacheOperation> operations, long order) {}

  private static final class Simulation {

    private final Random random;
    private final ModelMemcached server = new ModelMemcached();
    private final List<List<CacheOperation>> history = new ArrayList<>();
    private final List<Daemon> daemons = new ArrayList<>();

    /** Which order the newest operation on a key has that a daemon was told to be done. */
    private final Map<String, Long> acknowledged = new HashMap<>();

    private final Set<CacheOperation> rejected = new HashSet<>();

    Simulation(int seed) {
      random = new Random(seed);
      int count = 2 + seed % 2;
      for (int i = 0; i < count; i++) {
        daemons.add(new Daemon(this));
      }
    }

    void run() throws ServerTrouble {
      for (int step = 0; step < STEPS; step++) {
        if (random.nextInt(12) == 0) {
          commit();
        }
        if (random.nextInt(60) == 0) {
          server.expire();
        }
        Daemon daemon = daemons.get(random.nextInt(daemons.size()));
        switch (random.nextInt(40)) {
          case 0, 1, 2, 3, 4 -> daemon.submit();
          case 5, 6, 7, 8, 9, 10, 11 -> daemon.write();
          case 12 -> daemon.disconnect(random.nextBoolean());
          case 13 -> daemon.outbox.settled();
          case 14 -> daemon.lateCommand();
          case 15 -> daemon.startAnew();
          default -> daemon.serve();
        }
        check();
      }
      finish();
    }

    /** Every daemon gets to the end, but for one that may have stopped for ever. */
    private void finish() throws ServerTrouble {
      boolean oneIsLost = random.nextBoolean();
      for (Daemon daemon : daemons.subList(oneIsLost ? 1 : 0, daemons.size())) {
        while (daemon.submitted < history.size()) {
          daemon.submit();
        }
        daemon.finish();
      }
      for (Daemon daemon : daemons) {
        while (daemon.lateCommand()) {
          check();
        }
      }
      server.expire();
      check();
      Map<String, CacheOperation> last = new HashMap<>();
      history.forEach(batch -> batch.forEach(op -> last.put(op.key().toString(), op)));
      last.forEach(
          (key, operation) -> {
            Item item = server.item(key);
            String value = new String(operation.value(), UTF_8);
            if (operation.kind() == CacheOperation.Kind.DELETE) {
              assertThat(item).as(key).isNull();
            } else if (value.startsWith(ModelMemcached.REFUSED)) {
              assertThat(item).as(key).isNull();
              assertThat(rejected).contains(operation);
            } else {
              assertThat(item).as(key).isNotNull();
              assertThat(value).isEqualTo(item == null ? "" : item.value());
              assertThat(rejected).doesNotContain(operation);
            }
          });
    }

    private void commit() {
      long order = history.size() + 1L;
      List<CacheOperation> batch = new ArrayList<>();
      for (int key = 0; key < KEYS; key++) {
        switch (random.nextInt(8)) {
          case 0, 1 -> batch.add(set("k" + key, "v" + order));
          case 2, 3 -> batch.add(delete("k" + key));
          case 4 -> {
            if (random.nextInt(4) == 0) {
              batch.add(set("k" + key, ModelMemcached.REFUSED + order));
            }
          }
          default -> {}
        }
      }
      if (batch.isEmpty()) {
        batch.add(set("k0", "v" + order));
      }
      history.add(batch);
    }

    /** No lasting item is older than what is acknowledged. */
    void check() {
      for (int i = 0; i < KEYS; i++) {
        String key = "k" + i;
        Item item = server.item(key);
        if (item != null && item.lasts()) {
          assertThat(item.cas())
              .as(key)
              .isGreaterThanOrEqualTo(GuardVersion.of(acknowledged.getOrDefault(key, 0L)));
        }
      }
    }
  }

  /** One that follows the history and writes it, from the beginning on if it is started anew. */
  private static final class Daemon {

    private final Simulation simulation;
    private final GuardedSegmentWriter writer = new GuardedSegmentWriter();
    private final LongAdder steppedBack = new LongAdder();
    private GuardedOutbox outbox = newOutbox();
    private EmbeddedChannel channel = new EmbeddedChannel();
    private Deque<String> onTheWire = new ArrayDeque<>();

    /** What was sent on lost connections, each in its own order. */
    private final List<Deque<String>> leftBehind = new ArrayList<>();

    private final Deque<Submission> open = new ArrayDeque<>();
    private int submitted;

    Daemon(Simulation simulation) {
      this.simulation = simulation;
    }

    private GuardedOutbox newOutbox() {
      return new GuardedOutbox(300, false, steppedBack);
    }

    void submit() {
      if (submitted == simulation.history.size()) {
        return;
      }
      List<CacheOperation> operations = simulation.history.get(submitted++);
      CompletableFuture<BatchOutcome> future = new CompletableFuture<>();
      SubmittedBatch batch = new SubmittedBatch(future, ended -> {});
      open.add(new Submission(future, operations, submitted));
      outbox.add(new Delivery(batch, operations, submitted));
      batch.routed();
    }

    boolean write() {
      boolean wrote =
          outbox.writeNext(
              new BacklogWriter() {
                @Override
                public void write(Segment segment) {
                  throw new AssertionError("not guarded");
                }

                @Override
                public void write(GuardedSegment segment) {
                  writer.write(new CommandBuffer(channel), segment, 0);
                }
              });
      channel.flush();
      StringBuilder bytes = new StringBuilder();
      for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
        bytes.append(part.toString(ISO_8859_1));
        part.release();
      }
      onTheWire.addAll(ModelMemcached.commands(bytes.toString()));
      return wrote;
    }

    /** The server carries out one command, and the answer comes back. */
    boolean serve() throws ServerTrouble {
      String command = onTheWire.poll();
      if (command == null) {
        return false;
      }
      @Nullable Reply reply = simulation.server.carryOut(command);
      if (reply instanceof Reply.Barrier) {
        outbox.barrier();
      } else if (reply instanceof Reply.Status status) {
        outbox.status(status);
      } else if (reply instanceof Reply.Failure failure) {
        outbox.failure(failure.text());
      }
      while (!open.isEmpty() && open.element().future().isDone()) {
        acknowledged(open.remove());
      }
      return true;
    }

    private void acknowledged(Submission submission) {
      for (CacheOperation operation : submission.operations()) {
        simulation.acknowledged.merge(operation.key().toString(), submission.order(), Math::max);
      }
      submission.future().join().rejections().stream()
          .map(Rejection::operation)
          .forEach(simulation.rejected::add);
    }

    void disconnect(boolean orderly) {
      outbox.disconnected(orderly);
      if (!orderly) {
        leftBehind.add(onTheWire);
      }
      onTheWire = new ArrayDeque<>();
    }

    /** The server works off one command that a lost connection left behind. */
    boolean lateCommand() {
      leftBehind.removeIf(Deque::isEmpty);
      if (leftBehind.isEmpty()) {
        return false;
      }
      var unused =
          simulation.server.carryOut(
              leftBehind.get(simulation.random.nextInt(leftBehind.size())).remove());
      return true;
    }

    /** It is killed, and begins again some way before where it was. */
    void startAnew() {
      if (simulation.random.nextInt(4) != 0) {
        return;
      }
      disconnect(false);
      if (simulation.random.nextBoolean()) {
        outbox = newOutbox();
        channel = new EmbeddedChannel();
      } else {
        outbox.reset().forEach(SubmittedBatch::acknowledge);
      }
      submitted =
          open.isEmpty()
              ? submitted - simulation.random.nextInt(submitted + 1)
              : (int) open.element().order() - 1;
      open.clear();
    }

    void finish() throws ServerTrouble {
      while (!open.isEmpty()) {
        outbox.settled();
        boolean wrote = write();
        assertThat(serve() || wrote).as("something is left to be done").isTrue();
        simulation.check();
      }
      assertThat(outbox.isOutstanding()).isFalse();
    }
  }
}
