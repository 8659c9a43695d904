package dev.freshet.daemon.admin;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What stands at each path. Thread-safe. */
final class AdminPages {

  /** Where warm-ups are asked for. */
  static final String WARM = "/warm";

  /** The media type of Prometheus' text format, version 0.0.4. */
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final StatusView view;
  private final WarmDesk warmDesk;
  private final Supplier<String> metrics;

  /**
   * @param metrics the metrics in Prometheus' text format
   */
  AdminPages(StatusView view, WarmDesk warmDesk, Supplier<String> metrics) {
    this.view = view;
    this.warmDesk = warmDesk;
    this.metrics = metrics;
  }

  /** The page at {@code path}; empty if there is none. */
  Optional<AdminResponse> at(String path) {
    return switch (path) {
      case "/" ->
          Optional.of(AdminResponse.html(StatusPage.html(view.status(), view.notReadyReasons())));
      case "/health/live" -> Optional.of(AdminResponse.text(200, "live"));
      case "/health/ready" -> Optional.of(readiness(view.notReadyReasons()));
      case "/metrics" -> Optional.of(new AdminResponse(200, PROMETHEUS, metrics.get()));
      case WARM ->
          Optional.of(
              warmDesk
                  .status()
                  .map(AdminResponse::json)
                  .orElseGet(() -> AdminResponse.text(404, "no warm-up has been asked for")));
      case "/status" -> Optional.of(AdminResponse.json(StatusJson.write(view.status())));
      default -> Optional.empty();
    };
  }

  /** Takes a request to fill pools. */
  AdminResponse beginWarmUp(String request) {
    try {
      return AdminResponse.json(warmDesk.begin(request));
    } catch (IllegalArgumentException e) {
      return AdminResponse.text(400, String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return AdminResponse.text(409, String.valueOf(e.getMessage()));
    }
  }

  private static AdminResponse readiness(List<String> reasons) {
    return reasons.isEmpty()
        ? AdminResponse.text(200, "ready")
        : AdminResponse.text(503, String.join("\n", reasons));
  }
}
