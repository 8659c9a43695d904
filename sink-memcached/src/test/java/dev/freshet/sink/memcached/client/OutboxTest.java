package dev.freshet.sink.memcached.client;

import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.sink.memcached.client.Reply.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private final Outbox outbox = new Outbox(Outbox.SEGMENT_BYTES);

  private CompletableFuture<BatchOutcome> add(CacheOperation... operations) {
    CompletableFuture<BatchOutcome> future = new CompletableFuture<>();
    SubmittedBatch batch = new SubmittedBatch(future, ended -> {});
    outbox.add(new Delivery(batch, List.of(operations), 1));
    batch.routed();
    return future;
  }

  private List<String> write() {
    Segment segment = outbox.next();
    return segment == null
        ? List.of()
        : segment.operations().stream().map(CacheOperation::toString).toList();
  }

  @Test
  void batchesAreWrittenInOrderAndAcknowledgedByTheirBarriers() throws ServerTrouble {
    CompletableFuture<BatchOutcome> first = add(set("a", "1"), delete("b"));
    CompletableFuture<BatchOutcome> second = add(set("a", "22"));
    assertThat(write()).containsExactly("SET a (1 bytes)", "DELETE b");
    assertThat(write()).containsExactly("SET a (2 bytes)");
    assertThat(write()).isEmpty();
    outbox.barrier();
    assertThat(first.isDone()).isTrue();
    assertThat(second.isDone()).isFalse();
    outbox.barrier();
    assertThat(second.isDone()).isTrue();
    assertThat(outbox.isOutstanding()).isFalse();
  }

  @Test
  void aLargeBatchIsCutIntoSegmentsAndAcknowledgedWithTheLast() throws ServerTrouble {
    List<CacheOperation> operations = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      operations.add(set("k" + i, new byte[100_000], 0));
    }
    CompletableFuture<BatchOutcome> batch = add(operations.toArray(CacheOperation[]::new));
    for (int i = 0; i < 5; i++) {
      assertThat(write()).hasSize(2);
    }
    assertThat(write()).isEmpty();
    for (int i = 0; i < 5; i++) {
      assertThat(batch.isDone()).isFalse();
      outbox.barrier();
    }
    assertThat(batch.isDone()).isTrue();
  }

  @Test
  void afterAnOrderlyCloseWhatWasWrittenGoesAgainReducedBeforeTheRest() throws ServerTrouble {
    CompletableFuture<BatchOutcome> first = add(set("a", "1"), set("b", "1"));
    CompletableFuture<BatchOutcome> second = add(set("a", "22"));
    write();
    write();
    CompletableFuture<BatchOutcome> third = add(set("a", "333"));
    outbox.disconnected(true);
    assertThat(write()).containsExactly("SET a (2 bytes)", "SET b (1 bytes)");
    assertThat(write()).containsExactly("SET a (3 bytes)");
    outbox.barrier();
    assertThat(first.isDone()).isTrue();
    assertThat(second.isDone()).isTrue();
    assertThat(third.isDone()).isFalse();
  }

  @Test
  void afterABreakTheKeysInFlightAreDeletedAndAPauseComesFirst() throws ServerTrouble {
    var unused = add(set("a", "1"), set("b", "1"));
    write();
    outbox.disconnected(false);
    assertThat(write()).containsExactly("DELETE a", "DELETE b");
    assertThat(write()).isEmpty();
    outbox.barrier();
    assertThat(outbox.isSettling()).isTrue();
    assertThat(write()).isEmpty();
    outbox.settled();
    assertThat(write()).containsExactly("SET a (1 bytes)", "SET b (1 bytes)");
  }

  @Test
  void afterABreakWithNothingInFlightNothingIsDeleted() {
    outbox.disconnected(false);
    var unused = add(set("a", "1"));
    assertThat(write()).containsExactly("SET a (1 bytes)");
  }

  @Test
  void whileAnErrorIsTracedNothingElseIsWritten() throws ServerTrouble {
    CompletableFuture<BatchOutcome> first = add(set("a", "1"), set("b", "1"));
    CompletableFuture<BatchOutcome> second = add(set("b", "22"));
    write();
    write();
    CompletableFuture<BatchOutcome> third = add(set("c", "1"));
    outbox.failure("SERVER_ERROR x");
    assertThat(write()).isEmpty();
    outbox.barrier();
    assertThat(write()).isEmpty();
    outbox.barrier();
    assertThat(first.isDone()).isFalse();
    assertThat(write()).containsExactly("DELETE a");
    assertThat(write()).containsExactly("SET a (1 bytes)");
    assertThat(write()).isEmpty();
    outbox.barrier();
    outbox.failure("SERVER_ERROR x");
    outbox.barrier();
    assertThat(first.isDone()).isTrue();
    assertThat(second.isDone()).isTrue();
    assertThat(third.isDone()).isFalse();
    assertThat(write()).containsExactly("SET c (1 bytes)");
  }

  @Test
  void aMissingAnswerIsAnError() throws ServerTrouble {
    CompletableFuture<BatchOutcome> batch = add(set("a", "1"));
    Objects.requireNonNull(outbox.next()).expectAnswer();
    outbox.barrier();
    assertThat(batch.isDone()).isFalse();
    assertThat(write()).containsExactly("DELETE a");
  }

  @Test
  void resetForgetsAndStillCountsTheBarriersInFlight() throws ServerTrouble {
    CompletableFuture<BatchOutcome> first = add(set("a", "1"));
    write();
    outbox.reset();
    CompletableFuture<BatchOutcome> second = add(set("a", "22"));
    assertThat(write()).containsExactly("SET a (2 bytes)");
    outbox.failure("SERVER_ERROR about the forgotten");
    outbox.barrier();
    assertThat(first.isDone()).isFalse();
    assertThat(second.isDone()).isFalse();
    outbox.barrier();
    assertThat(second.isDone()).isTrue();
  }

  @Test
  void answersThatNobodyAskedForAreErrors() {
    assertThatThrownBy(outbox::barrier)
        .hasMessage("does not speak memcached's protocol: it says \"MN\"");
    assertThatThrownBy(() -> outbox.status(new Status(Status.Code.NF, 0)))
        .hasMessage("answers what it was not asked (NF with token 0)");
    assertThatThrownBy(() -> outbox.failure("SERVER_ERROR x"))
        .hasMessage("does not speak memcached's protocol: it says \"SERVER_ERROR x\"");
    var unused = add(set("a", "1"));
    write();
    assertThatThrownBy(() -> outbox.status(new Status(Status.Code.HD, 1)))
        .hasMessage("answers what it was not asked (HD with token 1)");
  }

  @Test
  void aDeleteThatIsRefusedEndsTheConnection() throws ServerTrouble {
    var unused = add(delete("a"));
    write();
    outbox.failure("SERVER_ERROR x");
    outbox.barrier();
    assertThat(write()).containsExactly("DELETE a");
    outbox.failure("SERVER_ERROR x");
    assertThatThrownBy(outbox::barrier).hasMessage("refuses to delete a key: \"SERVER_ERROR x\"");
  }
}
