package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;

/**
 * A daemon between a database that is written to and pools whose servers fail at random, killed at
 * times itself. Not thread-safe.
 */
final class FaultRun implements AutoCloseable {

  /** Small, so that pools are left behind; early, so that a silent server counts as down. */
  private static final String BOUNDS =
      """
      batch.max.bytes=64k
      pool.queue.bytes=256k
      """;

  private static final String BOUNDS_OF_POOL =
      """
      pools.%1$s.ack.timeout=1s
      pools.%1$s.reconnect.backoff.max=1s
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int WRITERS = 4;

  private final List<TestPool> pools;
  private final Path file;
  private final int adminPort;
  private final Duration longestTillKill;
  private final RandomFaults faults;
  private final Random random = new Random();
  private final Semaphore pace = new Semaphore(0);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> writers = new ArrayList<>();
  private DaemonProcess daemon;
  private int kills;

  private FaultRun(List<TestPool> pools, Path file, int adminPort, Duration longestTillKill)
      throws Exception {
    this.pools = pools;
    this.file = file;
    this.adminPort = adminPort;
    this.longestTillKill = longestTillKill;
    this.faults =
        new RandomFaults(pools.stream().flatMap(pool -> pool.servers().stream()).toList());
    this.daemon = DaemonProcess.run(file, adminPort);
  }

  /** The lines of a configuration that make faults felt. */
  static String bounds(List<TestPool> pools) {
    StringBuilder lines = new StringBuilder(BOUNDS);
    pools.forEach(pool -> lines.append(BOUNDS_OF_POOL.formatted(pool.name())));
    return lines.toString();
  }

  /**
   * Starts the daemon.
   *
   * @param longestTillKill how long the daemon runs at most before it is killed
   */
  static FaultRun start(List<TestPool> pools, Path file, int adminPort, Duration longestTillKill)
      throws Exception {
    FaultRun run = new FaultRun(pools, file, adminPort, longestTillKill);
    run.daemon.awaitReady();
    return run;
  }

  /**
   * Starts four writers.
   *
   * @param writer makes one of a number, which takes a permit for each operation
   */
  void write(IntFunction<Callable<?>> writer) {
    for (int i = 0; i < WRITERS; i++) {
      writers.add(threads.submit(writer.apply(i)));
    }
  }

  /** Gives permits to writers. */
  Semaphore pace() {
    return pace;
  }

  /** Lets servers fail, and the daemon die, under load, then ends all faults and the load. */
  void trouble(Duration length, int operationsPerSecond) throws Exception {
    long end = System.nanoTime() + length.toNanos();
    long killAt = System.nanoTime() + nextKill();
    while (System.nanoTime() < end) {
      faults.advance();
      pace.release(operationsPerSecond / 20);
      assertThat(daemon.isAlive()).as("the daemon runs; log:\n%s", tail()).isTrue();
      for (Future<?> writer : writers) {
        if (writer.isDone()) {
          throw new AssertionError("a writer ended with " + writer.get());
        }
      }
      if (System.nanoTime() > killAt) {
        daemon.kill();
        kills++;
        daemon = DaemonProcess.run(file, adminPort);
        killAt = System.nanoTime() + nextKill();
      }
      Thread.sleep(50);
    }
    faults.endAll();
    pace.drainPermits();
    await().atMost(PATIENCE).until(() -> pace.getQueueLength() == WRITERS);
  }

  /** In nanoseconds: at times during catching up, at times long after it. */
  private long nextKill() {
    return Duration.ofMillis(3000 + random.nextInt((int) longestTillKill.toMillis() - 3000))
        .toNanos();
  }

  /** Waits until every pool is live. */
  void awaitLive() {
    await("all pools live")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              assertThat(daemon.isAlive()).as("the daemon runs; log:\n%s", tail()).isTrue();
              assertThat(daemon.poolStates())
                  .hasSize(pools.size())
                  .allSatisfy((pool, state) -> assertThat(state).as(pool).isEqualTo("live"));
            });
  }

  /** How often each server has been killed. */
  Map<PoolServer, Integer> restarts() {
    Map<PoolServer, Integer> restarts = new HashMap<>();
    pools.forEach(
        pool -> pool.servers().forEach(server -> restarts.put(server, server.restarts())));
    return restarts;
  }

  /** What happened so far, in words for people. */
  String history() {
    return "%s, %d kills of the daemon".formatted(faults.counts(), kills);
  }

  /** The end of the daemon's log. */
  String tail() throws Exception {
    List<String> lines = daemon.log().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  /** The daemon that runs now. */
  DaemonProcess daemon() {
    return daemon;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    daemon.close();
  }
}
