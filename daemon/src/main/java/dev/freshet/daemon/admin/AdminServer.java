package dev.freshet.daemon.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.daemon.config.ListenAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves health, status and metrics over HTTP, and takes requests for long work, with threads of
 * its own. Thread-safe; may be started once.
 */
public final class AdminServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int THREADS = 4;
  private static final int BACKLOG = 32;
  private static final int MOST_REQUEST_BYTES = 64 * 1024;
  private static final String SECONDS_FOR_A_REQUEST = "5";

  private final ListenAddress address;
  private final BearerToken token;
  private final AdminPages pages;
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;

  /**
   * @param address where to listen
   * @param token what clients have to know; empty: nothing
   * @param view how the daemon is
   * @param desks what takes requests, by path
   * @param metrics the metrics in Prometheus' text format
   */
  public AdminServer(
      ListenAddress address,
      String token,
      StatusView view,
      Map<String, TaskDesk> desks,
      Supplier<String> metrics) {
    this.address = address;
    this.token = new BearerToken(token);
    this.pages = new AdminPages(view, desks, metrics);
  }

  /**
   * Begins to listen.
   *
   * @throws IOException if it cannot, with cause and remedy as its message
   */
  public synchronized void start() throws IOException {
    // The JDK's server has no limit for a request that never ends but these properties.
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", SECONDS_FOR_A_REQUEST);
    System.getProperties().putIfAbsent("sun.net.httpserver.maxRspTime", SECONDS_FOR_A_REQUEST);
    HttpServer started = listen();
    AtomicInteger count = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            THREADS, task -> daemonThread(task, "freshet-admin-" + count.incrementAndGet()));
    started.setExecutor(threads);
    started.createContext("/", this::handle);
    started.start();
    server = started;
    LOG.info("Status, health and metrics at http://{}/", boundAddress());
  }

  private HttpServer listen() throws IOException {
    InetSocketAddress socketAddress = new InetSocketAddress(address.host(), address.port());
    if (socketAddress.isUnresolved()) {
      throw new IOException(
          "admin.listen="
              + address
              + ": the host name is not known; give an address of this"
              + " machine, for instance 127.0.0.1");
    }
    try {
      return HttpServer.create(socketAddress, BACKLOG);
    } catch (BindException e) {
      throw new IOException(
          "admin.listen="
              + address
              + ": cannot listen there ("
              + e.getMessage()
              + "); stop what"
              + " listens there, give another port, or leave it empty for no admin endpoint",
          e);
    }
  }

  /** Where it listens, with the port that was chosen if any free one was asked for. */
  public synchronized ListenAddress boundAddress() {
    return server == null
        ? address
        : new ListenAddress(address.host(), server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      AdminResponse response;
      try {
        response = answer(exchange);
      } catch (RuntimeException e) {
        LOG.error("No answer could be made for {}", exchange.getRequestURI().getPath(), e);
        response = AdminResponse.text(500, "no answer could be made; the log says why");
      }
      send(exchange, response);
    }
  }

  private AdminResponse answer(HttpExchange exchange) throws IOException {
    if (!token.accepts(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"freshet\"");
      return AdminResponse.text(401, "send the admin.token as Authorization: Bearer TOKEN");
    }
    String method = exchange.getRequestMethod();
    URI uri = exchange.getRequestURI();
    String path = uri.getPath() == null ? "" : uri.getPath();
    Optional<TaskDesk> desk = pages.desk(path);
    if (desk.isPresent() && method.equals("POST")) {
      return begin(desk.get(), exchange);
    }
    AdminResponse page =
        pages
            .at(path)
            .orElseGet(
                () ->
                    AdminResponse.text(
                        404, "try /, /health/live, /health/ready, /metrics or /status"));
    if (page.status() != 404 && !method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return AdminResponse.text(405, "only GET and HEAD are answered");
    }
    return page;
  }

  /** A web page cannot send this type to another site without asking, which is not answered. */
  private static AdminResponse begin(TaskDesk desk, HttpExchange exchange) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (!"application/json".equals(type)) {
      return AdminResponse.text(415, "send JSON, as Content-Type: application/json");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_REQUEST_BYTES + 1);
    return body.length > MOST_REQUEST_BYTES
        ? AdminResponse.text(413, "the request is too long")
        : AdminPages.begin(desk, new String(body, StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, AdminResponse response) throws IOException {
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", response.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'");
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(response.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(response.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static Thread daemonThread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Stops listening at once. */
  @Override
  public synchronized void close() {
    if (server != null) {
      server.stop(0);
    }
    if (threads != null) {
      threads.shutdownNow();
    }
  }
}
