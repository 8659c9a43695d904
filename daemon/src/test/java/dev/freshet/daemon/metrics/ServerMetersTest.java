package dev.freshet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.spi.ServerStatistics;
import dev.freshet.daemon.admin.DaemonStatus;
import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.admin.DaemonStatus.ServerStatus;
import dev.freshet.daemon.admin.DaemonStatus.SourceStatus;
import dev.freshet.daemon.admin.StatusView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerMetersTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String LABELS = "{daemon=\"shop\",pool=\"east\",server=\"10.0.0.1:11211\"} ";

  private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

  private volatile List<PoolStatus> pools = List.of(pool("east", "10.0.0.1:11211", false, null));

  private Metrics watching() {
    Metrics metrics = new Metrics("shop");
    metrics.watch(
        new StatusView() {
          @Override
          public DaemonStatus status() {
            return new DaemonStatus(
                "shop",
                "running",
                "",
                Duration.ZERO,
                new SourceStatus("", true, SINCE, "", 0, 0),
                pools);
          }

          @Override
          public List<String> notReadyReasons() {
            return List.of();
          }
        });
    return metrics;
  }

  private static PoolStatus pool(
      String name, String server, boolean up, @Nullable ServerStatistics statistics) {
    return new PoolStatus(
        name,
        "live",
        SINCE,
        "",
        Duration.ZERO,
        "",
        0,
        0,
        List.of(new ServerStatus(server, up, SINCE, "", false, statistics)));
  }

  private static ServerStatistics statistics(long items, long limit, long restarts) {
    return new ServerStatistics(
        "10.0.0.1:11211", NOW, "1.6.45", 7, NOW, items, 2048, limit, 3, 40, 5, 6, restarts, null);
  }

  @Test
  void aServerThatHasToldNothingHasNoLevelsAndCountsNothing() {
    try (Metrics metrics = watching()) {
      assertThat(metrics.get())
          .contains("freshet_server_up" + LABELS + "0.0\n")
          .contains("freshet_server_items" + LABELS + "NaN\n")
          .contains("freshet_server_evictions_total" + LABELS + "0.0\n");
    }
  }

  @Test
  void whatAServerTellsIsShownAtTheNextScrape() {
    try (Metrics metrics = watching()) {
      pools = List.of(pool("east", "10.0.0.1:11211", true, statistics(17, 65536, 2)));
      assertThat(metrics.get())
          .contains("freshet_server_up" + LABELS + "1.0\n")
          .contains("freshet_server_items" + LABELS + "17.0\n")
          .contains("freshet_server_bytes" + LABELS + "2048.0\n")
          .contains("freshet_server_limit_bytes" + LABELS + "65536.0\n")
          .contains("freshet_server_evictions_total" + LABELS + "3.0\n")
          .contains("freshet_server_hits_total" + LABELS + "40.0\n")
          .contains("freshet_server_misses_total" + LABELS + "5.0\n")
          .contains("freshet_server_restarts_total" + LABELS + "2.0\n");
    }
  }

  @Test
  void aNumberThatIsNotToldIsNoNumber() {
    try (Metrics metrics = watching()) {
      pools =
          List.of(pool("east", "10.0.0.1:11211", true, statistics(1, ServerStatistics.UNKNOWN, 0)));
      assertThat(metrics.get()).contains("freshet_server_limit_bytes" + LABELS + "NaN\n");
    }
  }

  @Test
  void poolsAndServersThatComeAndGoAreShownWhileTheyAreThere() {
    try (Metrics metrics = watching()) {
      pools =
          List.of(
              pool("east", "10.0.0.2:11211", true, null),
              pool("north", "10.0.0.3:11211", true, null));
      assertThat(metrics.get())
          .contains("server=\"10.0.0.2:11211\"")
          .contains("server=\"10.0.0.3:11211\"")
          .contains("freshet_pool_state{daemon=\"shop\",pool=\"north\",state=\"live\"} 1.0\n")
          .doesNotContain("10.0.0.1");
      pools = List.of(pool("north", "10.0.0.3:11211", true, null));
      assertThat(metrics.get()).contains("10.0.0.3").doesNotContain("10.0.0.2");
    }
  }
}
