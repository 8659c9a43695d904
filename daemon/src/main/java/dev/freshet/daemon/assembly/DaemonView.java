package dev.freshet.daemon.assembly;

import dev.freshet.daemon.admin.DaemonStatus;
import dev.freshet.daemon.admin.StatusView;
import dev.freshet.daemon.config.DaemonSettings;
import dev.freshet.daemon.pipeline.Replication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a running daemon shows of itself. Thread-safe. */
final class DaemonView implements StatusView {

  private static final String LIVE = "live";

  private final DaemonSettings settings;
  private final Replication replication;

  DaemonView(DaemonSettings settings, Replication replication) {
    this.settings = settings;
    this.replication = replication;
  }

  @Override
  public DaemonStatus status() {
    return new DaemonStatus(
        settings.name(),
        state(),
        replication.position().text(),
        replication.lag(),
        replication.source(),
        replication.pools());
  }

  private String state() {
    if (replication.failure().isPresent()) {
      return "failed";
    }
    return replication.isStopping() ? "stopping" : "running";
  }

  @Override
  public List<String> notReadyReasons() {
    List<String> reasons = new ArrayList<>();
    replication
        .failure()
        .ifPresent(failure -> reasons.add("the source failed: " + failure.getMessage()));
    if (replication.isStopping()) {
      reasons.add("the daemon is stopping");
    }
    DaemonStatus.SourceStatus source = replication.source();
    if (!source.connected()) {
      reasons.add("the source is not connected: " + source.why());
    }
    String storageTrouble = replication.storageTrouble();
    if (!storageTrouble.isEmpty()) {
      reasons.add(storageTrouble);
    }
    for (DaemonStatus.PoolStatus pool : replication.pools()) {
      if (!pool.state().equals(LIVE)) {
        reasons.add("pool %s is %s: %s".formatted(pool.name(), pool.state(), pool.why()));
      } else if (pool.lag().compareTo(settings.readyMaxLag()) > 0) {
        reasons.add(
            "pool %s is %s behind, ready.max.lag is %s"
                .formatted(pool.name(), seconds(pool.lag()), seconds(settings.readyMaxLag())));
      }
    }
    return reasons;
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }
}
