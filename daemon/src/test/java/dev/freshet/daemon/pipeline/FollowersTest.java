package dev.freshet.daemon.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much pools are given at once. */
class FollowersTest {

  private static final String SERVER = "west:1";
  private static final int VALUE_BYTES = 1 << 20;
  private static final int ENOUGH_BYTES = 8 << 20;
  private static final int MORE_THAN_ENOUGH = 10;
  private static final int ATTEMPTS = 20;

  private final ScriptedPool pool = new ScriptedPool(SERVER);
  private Checkpoints checkpoints;
  private PoolLane lane;
  private Followers followers;
  private final List<PoolLane> leftBehind = new ArrayList<>();
  private int position;

  @BeforeEach
  void follow(@TempDir Path directory) throws Exception {
    checkpoints = TestBooks.checkpoints(directory);
    checkpoints.set("west", PoolMarks.at(new NumberPosition(0)));
    FedPool fed =
        new FedPool(pool, new PoolPolicy(PoolPolicy.OnReturn.CATCH_UP, Duration.ZERO), Set.of());
    lane =
        new PoolLane(
            LaneName.of("west"),
            fed,
            List.of(SERVER),
            64 << 20,
            TestBooks.with(checkpoints, directory));
    followers = new Followers(List.of(lane), checkpoints, 1 << 20, false, leftBehind::add);
  }

  @AfterEach
  void close() {
    checkpoints.close();
  }

  private HandOver next() {
    SourcePosition place = new NumberPosition(++position);
    ChangeOrigin origin = new ChangeOrigin("users", new TableName("shop", "users"), place);
    CacheOperation set =
        CacheOperation.set(CacheKey.of("user:" + position), new byte[VALUE_BYTES], 0, 0, origin);
    return new HandOver(
        OperationBatch.of(List.of(set), position), List.of(), place, place, null, 1, null);
  }

  private void giveMoreThanEnough() {
    pool.silence(SERVER);
    for (int i = 0; i < MORE_THAN_ENOUGH; i++) {
      lane.submit(next());
    }
  }

  /** A machine that stands still for a tenth of a second looks like a pool that does. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aPoolThatHasEnoughToDoGetsNoMoreUntilItHasDoneSomeOfIt() throws Exception {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      giveMoreThanEnough();
      Thread worker = new Thread(this::acknowledgeSlowly);
      worker.start();
      followers.makeRoom(next());
      long queued = lane.queuedBytes();
      worker.join();
      pool.up(SERVER);
      assertThat(leftBehind).isEmpty();
      if (queued < ENOUGH_BYTES) {
        return;
      }
    }
    fail("it never was waited for");
  }

  private void acknowledgeSlowly() {
    try {
      for (int i = 0; i < MORE_THAN_ENOUGH; i++) {
        Thread.sleep(10);
        pool.acknowledgeFirst(SERVER);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aPoolThatDoesNothingIsGivenMoreAllTheSame() throws Exception {
    giveMoreThanEnough();
    followers.makeRoom(next());
    assertThat(lane.queuedBytes()).isGreaterThan(ENOUGH_BYTES);
    assertThat(leftBehind).isEmpty();
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPoolThatLosesTrackWhileItIsWaitedForIsLeftBehind() throws Exception {
    giveMoreThanEnough();
    Thread worker = new Thread(this::loseTrackSoon);
    worker.start();
    while (leftBehind.isEmpty()) {
      followers.makeRoom(next());
    }
    worker.join();
    assertThat(leftBehind).containsExactly(lane);
  }

  private void loseTrackSoon() {
    try {
      Thread.sleep(30);
      pool.failFirst(SERVER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
