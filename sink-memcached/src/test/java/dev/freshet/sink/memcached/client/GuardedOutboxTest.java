package dev.freshet.sink.memcached.client;

import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.sink.memcached.client.Reply.Status;
import dev.freshet.sink.memcached.client.Reply.Status.Code;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** The commands of each step, and what follows from the answers. */
class GuardedOutboxTest {

  private static final long V7 = 4_611_686_018_427_387_911L;

  private final LongAdder steppedBack = new LongAdder();
  private final GuardedOutbox outbox = new GuardedOutbox(10_000, false, steppedBack);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final GuardedSegmentWriter writer = new GuardedSegmentWriter();

  private CompletableFuture<BatchOutcome> add(long order, CacheOperation... operations) {
    CompletableFuture<BatchOutcome> future = new CompletableFuture<>();
    SubmittedBatch batch = new SubmittedBatch(future, ended -> {});
    outbox.add(new Delivery(batch, List.of(operations), order));
    batch.routed();
    return future;
  }

  private List<String> write() {
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
    List<String> lines = new ArrayList<>(List.of(bytes.toString().split("\r\n")));
    if (wrote) {
      assertThat(lines.remove(lines.size() - 1)).isEqualTo("mn");
    }
    return wrote ? lines : List.of();
  }

  @Test
  void anItemThatIsOlderIsReplacedAndNoOther() throws ServerTrouble {
    CompletableFuture<BatchOutcome> batch = add(7, set("a", "xyz"));
    assertThat(write()).containsExactly("mg a c q O0", "mg freshet:t:a c q O1");
    outbox.status(new Status(Code.HD, 0, 99));
    outbox.barrier();
    assertThat(write()).containsExactly("ms a 3 C99 E" + V7 + " T0 O6", "xyz");
    outbox.status(new Status(Code.EX, 6));
    outbox.barrier();
    assertThat(batch).isNotDone();
    assertThat(write()).containsExactly("mg a c q O8", "mg freshet:t:a c q O9");
    outbox.status(new Status(Code.HD, 8, V7));
    outbox.barrier();
    assertThat(write()).containsExactly("ms a 3 C" + V7 + " E" + V7 + " T0 O14", "xyz");
    outbox.status(new Status(Code.HD, 14));
    outbox.barrier();
    assertThat(batch.join()).isSameAs(BatchOutcome.APPLIED);
    assertThat(outbox.isOutstanding()).isFalse();
  }

  @Test
  void whereNothingIsAnItemIsAddedForSecondsAndThenConfirmed() throws ServerTrouble {
    CompletableFuture<BatchOutcome> batch = add(7, set("a", new byte[] {'x'}, 60));
    write();
    outbox.barrier();
    assertThat(write()).containsExactly("ms a 1 ME c T10 O6", "x", "mg freshet:t:a c q O5");
    outbox.status(new Status(Code.HD, 6, 123));
    outbox.status(new Status(Code.HD, 5, V7 - 1));
    outbox.barrier();
    assertThat(batch).isNotDone();
    assertThat(write()).containsExactly("ms a 1 C123 E" + V7 + " T60 O10", "x");
    outbox.status(new Status(Code.HD, 10));
    outbox.barrier();
    assertThat(batch).isDone();
  }

  @Test
  void whatWasAddedBehindANewerDeleteIsRemoved() throws ServerTrouble {
    CompletableFuture<BatchOutcome> batch = add(7, set("a", "x"));
    write();
    outbox.barrier();
    write();
    outbox.status(new Status(Code.HD, 6, 123));
    outbox.status(new Status(Code.HD, 5, V7 + 1));
    outbox.barrier();
    assertThat(write()).containsExactly("md a C123 O10");
    outbox.status(new Status(Code.NF, 10));
    outbox.barrier();
    assertThat(batch).isDone();
    assertThat(steppedBack.sum()).isOne();
  }

  @Test
  void aDeleteRaisesTheTombstoneBeforeItLooksForTheItem() throws ServerTrouble {
    CompletableFuture<BatchOutcome> batch = add(7, delete("a"));
    String reads = "mg freshet:t:a c q O%d|mg a c q O%d";
    assertThat(write())
        .startsWith("ms freshet:t:a 0 ME E" + V7 + " T3600 O3", "")
        .endsWith(reads.formatted(1, 0).split("\\|"))
        .hasSize(4);
    outbox.status(new Status(Code.NS, 3));
    outbox.status(new Status(Code.HD, 1, V7 - 3));
    outbox.barrier();
    assertThat(write())
        .startsWith("ms freshet:t:a 0 C" + (V7 - 3) + " E" + V7 + " T3600 O7", "")
        .hasSize(4);
    outbox.status(new Status(Code.HD, 7));
    outbox.status(new Status(Code.HD, 4, V7 - 4));
    outbox.barrier();
    assertThat(write()).containsExactly("md a C" + (V7 - 4) + " O10");
    outbox.status(new Status(Code.EX, 10));
    outbox.barrier();
    assertThat(write()).containsExactly(reads.formatted(13, 12).split("\\|"));
    outbox.barrier();
    assertThat(batch).isDone();
  }

  @Test
  void aValueThatIsRefusedIsDeleted() throws ServerTrouble {
    CacheOperation refused = set("a", "x");
    CompletableFuture<BatchOutcome> batch = add(7, refused, set("b", "y"));
    write();
    outbox.status(new Status(Code.HD, 0, 5));
    outbox.status(new Status(Code.HD, 4, 6));
    outbox.barrier();
    write();
    outbox.failure("SERVER_ERROR out of memory");
    outbox.status(new Status(Code.HD, 14));
    outbox.barrier();
    assertThat(write()).first().isEqualTo("ms freshet:t:a 0 ME E" + V7 + " T3600 O19");
    outbox.failure("SERVER_ERROR out of memory");
    outbox.status(new Status(Code.HD, 16, 5));
    outbox.barrier();
    assertThat(write()).containsExactly("md a C5 O22");
    outbox.status(new Status(Code.HD, 22));
    outbox.barrier();
    assertThat(batch.join().rejections()).hasSize(1);
    assertThat(batch.join().rejections().get(0).operation()).isSameAs(refused);
    assertThat(batch.join().rejections().get(0).reason())
        .isEqualTo("the server refuses the value: SERVER_ERROR out of memory");
  }

  @Test
  void aValueThatIsRefusedDoesNotLowerANewerTombstone() throws ServerTrouble {
    var unused = add(7, set("a", "x"));
    write();
    outbox.barrier();
    write();
    outbox.failure("SERVER_ERROR out of memory");
    outbox.status(new Status(Code.HD, 5, V7 + 1));
    outbox.barrier();
    assertThat(write()).containsExactly("mg freshet:t:a c q O9", "mg a c q O8");
  }

  @Test
  void aNewerTombstoneIsGivenWayToOnlyOnceTheItemIsGone() throws ServerTrouble {
    CompletableFuture<BatchOutcome> batch = add(7, set("a", "x"));
    write();
    outbox.status(new Status(Code.HD, 1, V7 + 1));
    outbox.barrier();
    assertThat(write()).containsExactly("mg freshet:t:a c q O5", "mg a c q O4");
    outbox.status(new Status(Code.HD, 5, V7 + 1));
    outbox.status(new Status(Code.HD, 4, V7 - 1));
    outbox.barrier();
    assertThat(batch).isNotDone();
    assertThat(write()).containsExactly("md a C" + (V7 - 1) + " O10");
    outbox.status(new Status(Code.HD, 10));
    outbox.barrier();
    assertThat(batch).isDone();
    assertThat(steppedBack.sum()).isOne();
  }

  @Test
  void whatWaitsForAKeyIsReducedToTheNewest() throws ServerTrouble {
    CompletableFuture<BatchOutcome> first = add(7, set("a", "1"));
    write();
    CompletableFuture<BatchOutcome> second = add(8, set("a", "2"));
    CompletableFuture<BatchOutcome> third = add(9, set("a", "3"));
    CompletableFuture<BatchOutcome> older = add(5, set("a", "0"));
    assertThat(write()).isEmpty();
    outbox.status(new Status(Code.HD, 0, 1));
    outbox.barrier();
    write();
    outbox.status(new Status(Code.HD, 6));
    outbox.barrier();
    assertThat(first).isDone();
    assertThat(second).isNotDone();
    write();
    outbox.status(new Status(Code.HD, 8, V7));
    outbox.barrier();
    assertThat(write()).contains("3");
    outbox.status(new Status(Code.HD, 14));
    outbox.barrier();
    assertThat(List.of(second, third, older)).allMatch(CompletableFuture::isDone);
    assertThat(steppedBack.sum()).isOne();
  }

  @Test
  void afterABreakNothingIsWrittenUntilALateAddCannotSurprise() throws ServerTrouble {
    var unused = add(7, set("a", "1"));
    write();
    outbox.disconnected(false);
    assertThat(outbox.isSettling()).isFalse();
    assertThat(write()).hasSize(2);
    outbox.barrier();
    assertThat(write()).first().asString().contains(" ME ");
    outbox.disconnected(true);
    assertThat(outbox.isSettling()).isFalse();
    write();
    outbox.barrier();
    write();
    outbox.disconnected(false);
    assertThat(outbox.isSettling()).isTrue();
    assertThat(write()).isEmpty();
    outbox.settled();
    assertThat(write()).first().asString().startsWith("mg a ");
  }

  @Test
  void resetForgetsAndStillCountsTheBarriersInFlight() throws ServerTrouble {
    CompletableFuture<BatchOutcome> first = add(7, set("a", "1"));
    write();
    assertThat(outbox.reset()).hasSize(1);
    CompletableFuture<BatchOutcome> second = add(8, delete("a"));
    write();
    assertThat(outbox.isIdle()).isFalse();
    outbox.status(new Status(Code.HD, 0, 5));
    outbox.failure("SERVER_ERROR about the forgotten");
    outbox.barrier();
    outbox.status(new Status(Code.HD, 7));
    outbox.barrier();
    assertThat(first).isNotDone();
    assertThat(second).isDone();
    assertThat(outbox.isIdle()).isTrue();
  }

  @Test
  void answersThatNobodyAskedForAreErrors() {
    assertThatThrownBy(outbox::barrier)
        .hasMessage("does not speak memcached's protocol: it says \"MN\"");
    assertThatThrownBy(() -> outbox.failure("SERVER_ERROR x"))
        .hasMessage("does not speak memcached's protocol: it says \"SERVER_ERROR x\"");
    var unused = add(7, set("a", "1"));
    write();
    for (Status status :
        List.of(
            new Status(Code.HD, 4, 1),
            new Status(Code.HD, Status.NO_OPAQUE, 1),
            new Status(Code.HD, 0),
            new Status(Code.NF, 1),
            new Status(Code.HD, 2),
            new Status(Code.HD, 3))) {
      assertThatThrownBy(() -> outbox.status(status)).hasMessageContaining("was not asked");
    }
  }

  @Test
  void aWriteWithoutAnAnswerAndAnErrorWithoutAWriteEndTheConnection() throws ServerTrouble {
    var unused = add(7, delete("a"));
    write();
    assertThatThrownBy(outbox::barrier)
        .hasMessage("leaves 1 commands unanswered and reports 0 errors \"\"");
    outbox.disconnected(false);
    write();
    outbox.failure("SERVER_ERROR x");
    outbox.failure("SERVER_ERROR y");
    assertThatThrownBy(outbox::barrier)
        .hasMessage("leaves 1 commands unanswered and reports 2 errors \"SERVER_ERROR x\"");
  }
}
