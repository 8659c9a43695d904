package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.Soak;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is wrong with one of three pools, changes become visible in the others as soon as ever.
 *
 * <p>Times are only compared in the long form: on a machine that runs other tests too they say
 * nothing.
 */
@Tag("alone")
class PoolIndependenceIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PHASES = 10;
  private static final int WRITERS = 2;
  private static final int COMMITS_PER_SECOND = 1000;

  /** How much longer the slowest of a hundred probes may take than in the slowest calm phase. */
  private static final double TOLERANCE = 1.10;

  /** Undisturbed phases that differ by more than this say that the machine did other things. */
  private static final double NOISY = 2;

  private static final String OPTIONS =
      """
      batch.max.bytes=256k
      pool.queue.bytes=1m
      pools.north.reconnect.backoff.max=1s
      """;

  @TempDir Path directory;

  private final Soak soak = Soak.named("independence", Duration.ofSeconds(27));
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong commits = new AtomicLong();
  private final List<TestPool> pools = new ArrayList<>();
  private final List<Future<Long>> writers = new ArrayList<>();
  private final List<ProbePhase> phases = new ArrayList<>();

  private volatile ProbePhase current;
  private TestPool troubled;

  @BeforeEach
  void startPools() {
    pools.add(TestPool.start("east", 2, PoolServer::direct));
    pools.add(TestPool.start("west", 2, PoolServer::direct));
    troubled = TestPool.start("north", 2, PoolServer::remote);
    pools.add(troubled);
    current = ProbePhase.of("warm-up", true, pools);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    pools.forEach(TestPool::close);
  }

  @Test
  void aPoolInTroubleHoldsUpNoOther() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      PhotoSite site = new PhotoSite(database);
      site.create();
      SiteConfiguration configuration = SiteConfiguration.in(directory, database);
      Path file =
          configuration.write(PhotoSite.TRANSFORMERS + OPTIONS, pools.toArray(TestPool[]::new));
      List<ProbeWatch> watches = pools.stream().map(ProbeWatch::start).toList();
      try (DaemonProcess daemon = DaemonProcess.run(file, configuration.adminPort())) {
        daemon.awaitReady();
        soak.tell("independence: north is behind " + troubled.servers().get(0).link().link());
        for (int i = 0; i < WRITERS; i++) {
          writers.add(
              threads.submit(new SteadyWriter(database, i, COMMITS_PER_SECOND / WRITERS, commits)));
        }
        writers.add(threads.submit(new ProbeWriter(database, watches, () -> current)));
        pass(daemon, false);
        runPhases(daemon);
        threads.shutdownNow();
        for (int i = 0; i < pools.size(); i++) {
          ProbeWatch watch = watches.get(i);
          await("all probes in pool " + pools.get(i).name())
              .atMost(PATIENCE)
              .until(() -> watch.outstanding() == 0);
        }
        assertEqual(site);
        report();
        assertThat(daemon.terminate()).as("exit status").isZero();
      } finally {
        watches.forEach(ProbeWatch::close);
      }
    }
  }

  private void runPhases(DaemonProcess daemon) throws Exception {
    calm(daemon);
    disturbed(daemon, "north stopped (SIGSTOP)", server -> server.process().pause());
    disturbed(daemon, "north goes on", server -> server.process().resume());
    calm(daemon);
    disturbed(daemon, "north killed", server -> server.process().kill());
    disturbed(daemon, "north restarted empty", PoolServer::restartEmpty);
    calm(daemon);
    disturbed(daemon, "north behind 10 % packet loss", server -> server.link().loss(0.1));
    each(server -> server.link().restore());
    calm(daemon);
    calm(daemon);
  }

  private void each(Consumer<PoolServer> what) {
    troubled.servers().forEach(what);
  }

  private void calm(DaemonProcess daemon) throws Exception {
    await("all pools live")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () ->
                assertThat(daemon.poolStates())
                    .isEqualTo(Map.of("east", "live", "west", "live", "north", "live")));
    begin("undisturbed", true);
    pass(daemon, true);
  }

  private void disturbed(DaemonProcess daemon, String name, Consumer<PoolServer> trouble)
      throws Exception {
    begin(name, false);
    each(trouble);
    pass(daemon, true);
  }

  private void begin(String name, boolean calm) {
    ProbePhase phase = ProbePhase.of(name, calm, pools);
    phases.add(phase);
    current = phase;
  }

  /** Lets a phase's time pass. */
  private void pass(DaemonProcess daemon, boolean observed) throws Exception {
    long end = System.nanoTime() + soak.length().dividedBy(PHASES).toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(200);
      for (Future<Long> writer : writers) {
        assertThat(writer).as("a writer").isNotDone();
      }
      if (observed) {
        assertThat(daemon.poolStates())
            .as("while %s", current.name())
            .containsEntry("east", "live")
            .containsEntry("west", "live");
      }
    }
  }

  private void assertEqual(PhotoSite site) throws Exception {
    // what north lost when it was killed is written again
    site.touch();
    SortedMap<String, JsonNode> expected = site.expected();
    assertThat(expected).hasSizeGreaterThan(ProbeWriter.KEYS);
    for (TestPool pool : pools) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(300))
          .untilAsserted(() -> assertThat(pool.items()).isEqualTo(expected));
    }
  }

  private void report() {
    soak.tell("independence: %d transactions; commit to visible, in ms:".formatted(commits.get()));
    List<String> exceeding = new ArrayList<>();
    for (String pool : List.of("east", "west")) {
      double least =
          phases.stream()
              .filter(ProbePhase::calm)
              .mapToDouble(p -> p.p99(pool))
              .min()
              .orElseThrow();
      double most =
          phases.stream()
              .filter(ProbePhase::calm)
              .mapToDouble(p -> p.p99(pool))
              .max()
              .orElseThrow();
      for (ProbePhase phase : phases) {
        soak.tell(
            "independence: %s %-30s probes %6d  p50 %7.2f  p99 %7.2f  p99/undisturbed %.2f"
                .formatted(
                    pool,
                    phase.name(),
                    phase.of(pool).count(),
                    phase.of(pool).quantileMillis(0.5),
                    phase.p99(pool),
                    phase.p99(pool) / most));
        if (!phase.calm() && phase.p99(pool) > TOLERANCE * most) {
          exceeding.add(pool + " while " + phase.name());
        }
      }
      soak.tell(
          "independence: %s undisturbed p99 from %.2f to %.2f, ratio %.2f"
              .formatted(pool, least, most, most / least));
      if (most > NOISY * least) {
        soak.tell("independence: the machine was too busy for a comparison of times: run it alone");
      }
    }
    if (soak.isLong()) {
      assertThat(exceeding).as("p99 over %s of the undisturbed", TOLERANCE).isEmpty();
    }
  }
}
