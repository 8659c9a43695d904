package dev.freshet.daemon.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.ChangeOrigin;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.daemon.checkpoint.Checkpoints;
import dev.freshet.daemon.checkpoint.PoolMarks;
import dev.freshet.daemon.config.PoolPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that leaves its pool and comes back while there is always something on its way to it.
 */
class PoolLaneTest {

  private static final Duration REPEAT_AFTER = Duration.ofNanos(1);

  private final ScriptedPool pool = new ScriptedPool("west:1", "west:2");
  private Checkpoints checkpoints;
  private Bookkeeping books;

  @BeforeEach
  void openCheckpoints(@TempDir Path directory) throws Exception {
    checkpoints = TestBooks.checkpoints(directory);
    checkpoints.set("west", new PoolMarks(new NumberPosition(0), new NumberPosition(100)));
    books = TestBooks.with(checkpoints, directory);
  }

  @AfterEach
  void close() {
    checkpoints.close();
  }

  private PoolLane whole(Duration repeatAfter) {
    FedPool fed =
        new FedPool(pool, new PoolPolicy(PoolPolicy.OnReturn.CATCH_UP, repeatAfter), Set.of());
    return new PoolLane(LaneName.of("west"), fed, List.of("west:1", "west:2"), 1 << 20, books);
  }

  /** Splits off the second server, which has missed nothing and is up again. */
  private PoolLane splitOff(PoolLane whole) {
    pool.down("west:2");
    List<PoolLane> parts = whole.splitOff(List.of("west:2"));
    pool.up("west:2");
    assertThat(parts).hasSize(1);
    return parts.get(0);
  }

  private static void submit(int position, List<CacheOperation> operations, PoolLane... lanes) {
    SourcePosition place = new NumberPosition(position);
    HandOver handOver =
        new HandOver(
            OperationBatch.of(operations, position), List.of(), place, place, null, 1, null);
    Stream.of(lanes).forEach(lane -> lane.submit(handOver));
  }

  /** One set for each server. */
  private static List<CacheOperation> sets(String value) {
    return List.of(set("user:0", value), set("user:1", value));
  }

  private static CacheOperation set(String key, String value) {
    return CacheOperation.set(CacheKey.of(key), value.getBytes(UTF_8), 0, 0, origin());
  }

  private static CacheOperation delete(String key) {
    return CacheOperation.delete(CacheKey.of(key), origin());
  }

  private static ChangeOrigin origin() {
    return new ChangeOrigin("users", new TableName("shop", "users"), new NumberPosition(1));
  }

  private int done(String lane) {
    return ((NumberPosition) checkpoints.marks(lane).orElseThrow().done()).value();
  }

  @Test
  void aServerReturnsWhileItHasNotAcknowledgedAllAndTheMarksWaitForIt() {
    PoolLane whole = whole(Duration.ZERO);
    PoolLane part = splitOff(whole);
    submit(1, sets("first"), whole, part);
    pool.silence("west:2");
    submit(2, sets("second"), whole, part);
    assertThat(List.of(done("west"), done("west/west:2"))).containsExactly(2, 1);

    assertThat(part.mayReturnTo(whole)).isTrue();
    whole.takeBack(part);
    assertThat(part.isMerged()).isTrue();
    assertThat(checkpoints.names()).containsExactly("west");
    assertThat(done("west")).as("what both have acknowledged").isEqualTo(1);

    pool.silence("west:1");
    submit(3, sets("third"), whole);
    assertThat(whole.isSettled()).isFalse();
    pool.up("west:1");
    assertThat(done("west")).isEqualTo(1);
    pool.up("west:2");
    assertThat(done("west")).isEqualTo(3);
    assertThat(whole.isSettled()).isTrue();
    assertThat(part.isSettled()).isTrue();
    assertThat(pool.items()).containsEntry("user:0", "third").containsEntry("user:1", "third");
  }

  @Test
  void aServerThatHasAcknowledgedAllReturnsAtOnce() {
    PoolLane whole = whole(Duration.ZERO);
    PoolLane part = splitOff(whole);
    submit(1, sets("first"), whole, part);
    whole.takeBack(part);
    assertThat(done("west")).isEqualTo(1);
    assertThat(whole.isSettled()).isTrue();
  }

  @Test
  void aServerThatLeavesAgainHoldsTheMarksNoLonger() {
    PoolLane whole = whole(Duration.ZERO);
    PoolLane part = splitOff(whole);
    submit(1, sets("first"), whole, part);
    pool.silence("west:2");
    submit(2, sets("second"), whole, part);
    whole.takeBack(part);
    submit(3, sets("third"), whole);

    pool.down("west:2");
    assertThat(whole.splitOff(List.of("west:2"))).hasSize(1);
    assertThat(done("west")).isEqualTo(3);
    assertThat(done("west/west:2")).as("it begins where it has acknowledged all").isEqualTo(1);
    assertThat(whole.isSettled()).isTrue();
  }

  @Test
  void aServerThatIsDownOrHasMuchLeftDoesNotReturn() {
    PoolLane whole = whole(Duration.ZERO);
    PoolLane part = splitOff(whole);
    pool.silence("west:2");
    submit(1, List.of(set("user:1", "v".repeat(300_000))), whole, part);
    assertThat(part.mayReturnTo(whole)).isFalse();
    pool.up("west:2");
    assertThat(part.mayReturnTo(whole)).isTrue();
    pool.down("west:2");
    assertThat(part.mayReturnTo(whole)).isFalse();
  }

  @Test
  void aDeleteOfAServerThatHasReturnedIsNotRepeatedBehindANewerValue() {
    PoolLane whole = whole(REPEAT_AFTER);
    PoolLane part = splitOff(whole);
    submit(1, List.of(delete("user:1"), delete("user:3")), whole, part);
    whole.takeBack(part);
    submit(2, List.of(set("user:1", "newer")), whole);
    part.repeatDeletes();
    whole.repeatDeletes();
    assertThat(pool.items()).containsExactly(Map.entry("user:1", "newer"));
    assertThat(pool.history()).filteredOn("user:1 deleted"::equals).hasSize(1);
    assertThat(pool.history()).filteredOn("user:3 deleted"::equals).hasSizeGreaterThan(1);
    assertThat(done("west")).isEqualTo(2);
  }

  @Test
  void whatIsAcknowledgedTakesNoRoomWhileTheMarksWaitForDeletesThatAreToBeRepeated() {
    PoolLane whole = whole(Duration.ofHours(1));
    submit(1, List.of(delete("user:0")), whole);
    submit(2, sets("second"), whole);
    assertThat(done("west")).isEqualTo(0);
    assertThat(whole.isSettled()).isFalse();
    assertThat(whole.queuedBytes()).isEqualTo(0);
    assertThat(whole.oldestUnacknowledgedMicros()).isEqualTo(0);
  }
}
