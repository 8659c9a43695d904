package dev.freshet.daemon.assembly;

import dev.freshet.daemon.admin.WarmDesk;
import dev.freshet.daemon.warm.WarmJson;
import java.util.Optional;

/** Takes a running daemon's requests to fill pools. Thread-safe. */
final class DaemonWarmDesk implements WarmDesk {

  private final Daemon daemon;

  DaemonWarmDesk(Daemon daemon) {
    this.daemon = daemon;
  }

  @Override
  public Optional<String> status() {
    return daemon.warmStatus().map(WarmJson::write);
  }

  @Override
  public String begin(String request) {
    return WarmJson.write(daemon.warm(WarmJson.request(request)).status());
  }
}
