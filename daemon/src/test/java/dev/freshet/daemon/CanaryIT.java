package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A row that is changed at intervals, and how long it takes to be seen, on real servers. */
class CanaryIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  private static double metric(DaemonProcess daemon, String name, String pool)
      throws InterruptedException {
    String labels = "daemon=\"photo-site\",pool=\"" + pool + "\"";
    return daemon.metric(name, labels).orElse(0);
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void itIsSeenInEachPoolThatIsUp(Flavor flavor) throws Exception {
    int admin = FreePorts.next();
    try (TestPool east = TestPool.start("east", 2, PoolServer::direct);
        TestPool west = TestPool.start("west", 1, PoolServer::proxied);
        DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = new ExampleSite(database);
      site.create();
      Path file =
          site.configure(
              directory,
              admin,
              List.of(east, west),
              "canary.table=site.canary\ncanary.interval=300ms\n");
      DaemonProcess.Outcome check = DaemonProcess.executeHere("check", "-c", file.toString());
      assertThat(check.output() + check.messages()).contains("canary");
      assertThat(check.status()).isEqualTo(1);
      database.execute(
          "CREATE TABLE site.canary (name VARCHAR(100) PRIMARY KEY, beat BIGINT NOT NULL)");
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        await()
            .atMost(PATIENCE)
            .until(() -> daemon.log().contains("The canary's row cannot be changed"));
        database.execute("GRANT INSERT, UPDATE ON site.canary TO freshet@'%'");
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    metric(daemon, "freshet_canary_seconds_count", "east") > 3
                        && metric(daemon, "freshet_canary_seconds_count", "west") > 3);
        assertThat(metric(daemon, "freshet_canary_seconds_max", "east")).isPositive();
        west.servers().get(0).proxy().refuse();
        await()
            .atMost(PATIENCE)
            .until(() -> metric(daemon, "freshet_canary_missed_total", "west") > 0);
        assertThat(daemon.log()).contains("Pool west does not show the canary's change");
        double seen = metric(daemon, "freshet_canary_seconds_count", "east");
        await()
            .atMost(PATIENCE)
            .until(() -> metric(daemon, "freshet_canary_seconds_count", "east") > seen + 3);
        west.servers().get(0).proxy().restore();
        await().atMost(PATIENCE).until(() -> daemon.log().contains("changes again"));
        assertThat(daemon.terminate()).isZero();
      }
    }
  }
}
