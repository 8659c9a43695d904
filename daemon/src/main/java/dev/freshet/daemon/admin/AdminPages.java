package dev.freshet.daemon.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What stands at each path. Thread-safe. */
final class AdminPages {

  /** The media type of Prometheus' text format, version 0.0.4. */
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final StatusView view;
  private final Map<String, TaskDesk> desks;
  private final Supplier<String> metrics;

  /**
   * @param desks what takes requests, by path
   * @param metrics the metrics in Prometheus' text format
   */
  AdminPages(StatusView view, Map<String, TaskDesk> desks, Supplier<String> metrics) {
    this.view = view;
    this.desks = Map.copyOf(desks);
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
      case "/status" -> Optional.of(AdminResponse.json(StatusJson.write(view.status())));
      default -> desk(path).map(AdminPages::told);
    };
  }

  /** What takes requests at {@code path}; empty if nothing does. */
  Optional<TaskDesk> desk(String path) {
    return Optional.ofNullable(desks.get(path));
  }

  private static AdminResponse told(TaskDesk desk) {
    return desk.told()
        .map(AdminResponse::json)
        .orElseGet(() -> AdminResponse.text(404, "nothing of the kind has been asked for"));
  }

  /** Takes a request. */
  static AdminResponse begin(TaskDesk desk, String request) {
    try {
      return AdminResponse.json(desk.begin(request));
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
