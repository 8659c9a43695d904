package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.Soak;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pool at a round trip of 150 ms takes a backlog about as fast as one that is near. Both are
 * behind links of the same kind, which cost the processors something for each packet.
 */
@Tag("alone")
class DistanceIT {

  private static final Duration ROUND_TRIP = Duration.ofMillis(150);

  /** Room for the whole backlog, so that nothing is evicted. */
  private static final String[] MEMORY = {"-m", "2048"};

  @TempDir Path directory;

  private final Soak soak = Soak.named("distance", Duration.ofSeconds(30));
  private final int rows = soak.isLong() ? 2_000_000 : 200_000;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private int runs;

  private TestPool near;
  private TestPool far;

  @BeforeEach
  void startPools() {
    near = TestPool.start("near", 2, () -> PoolServer.remote(MEMORY));
    far = TestPool.start("far", 2, () -> PoolServer.remote(MEMORY));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    near.close();
    far.close();
  }

  @Test
  void distanceCostsNoThroughput() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      Backlog.write(database, rows);
      soak.tell("distance: far is behind " + far.servers().get(0).link().link());
      List<Double> nearRates = new ArrayList<>();
      List<Double> farRates = new ArrayList<>();
      long end = System.nanoTime() + soak.length().toNanos();
      do {
        nearRates.addAll(fill(database, near));
        farRates.addAll(fill(database, far));
        fill(database, near, far);
      } while (soak.isLong() && (System.nanoTime() < end || nearRates.size() < 3));
      double ratio = median(farRates) / median(nearRates);
      soak.tell(
          "distance: median alone: near %,.0f keys/s, far %,.0f keys/s, ratio %.2f"
              .formatted(median(nearRates), median(farRates), ratio));
      assertThat(ratio).as("far to near").isGreaterThan(soak.isLong() ? 0.9 : 0.2);
    }
  }

  /** Starts a daemon at the beginning of the binlog and gives each pool's keys per second. */
  private List<Double> fill(DatabaseServer database, TestPool... pools) throws Exception {
    far.servers().forEach(server -> server.link().restore());
    for (TestPool pool : pools) {
      pool.servers().forEach(PoolServer::restartEmpty);
    }
    far.servers().forEach(server -> server.link().roundTrip(ROUND_TRIP));
    SiteConfiguration configuration =
        SiteConfiguration.in(directory.resolve("run" + runs++), database);
    Path file = configuration.write("start.from=earliest\n" + Backlog.TRANSFORMERS, pools);
    List<Future<Duration>> times = new ArrayList<>();
    for (TestPool pool : pools) {
      times.add(threads.submit(new FillTime(pool, rows)));
    }
    List<Double> rates = new ArrayList<>();
    try (DaemonProcess daemon = DaemonProcess.run(file, configuration.adminPort())) {
      for (int i = 0; i < pools.length; i++) {
        double rate = rows / (times.get(i).get().toNanos() / 1e9);
        rates.add(rate);
        soak.tell(
            "distance: %s: %s took %d keys at %,.0f keys/s"
                .formatted(pools.length == 1 ? "alone" : "together", pools[i].name(), rows, rate));
      }
      daemon.awaitReady();
      assertThat(daemon.terminate()).as("exit status").isZero();
    }
    for (TestPool pool : pools) {
      assertSampleThere(pool);
    }
    return rates;
  }

  private void assertSampleThere(TestPool pool) {
    Map<Integer, String> found = new TreeMap<>();
    Map<Integer, String> expected = new TreeMap<>();
    for (PoolServer server : pool.servers()) {
      try (MemcachedReader reader = server.reader()) {
        for (int id = 0; id < rows; id += rows / 10) {
          int item = id;
          expected.put(item, Backlog.value(item));
          reader.getText("item:" + item).ifPresent(value -> found.put(item, value));
        }
      }
    }
    assertThat(found).as("some items of pool %s", pool.name()).isEqualTo(expected);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
