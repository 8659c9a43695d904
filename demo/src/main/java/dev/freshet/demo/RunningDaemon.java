package dev.freshet.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The daemon while it runs, seen from outside: its process, its log and its admin endpoint. */
final class RunningDaemon {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 50;
  private static final long STOP_SECONDS = 10;
  private static final int TAIL_LINES = 30;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(ANSWER_LIMIT)
          .build();
  private final Process process;
  private final Path log;
  private final String address;

  /**
   * @param adminPort where it shows its status
   */
  RunningDaemon(Process process, Path log, int adminPort) {
    this.process = process;
    this.log = log;
    this.address = "http://127.0.0.1:" + adminPort;
  }

  /** Where its pages are, as a URL without a slash at its end. */
  String address() {
    return address;
  }

  Path log() {
    return log;
  }

  /**
   * Waits until {@code /health/ready} says so.
   *
   * @throws DemoException if it ends or is not ready in time; the message holds its status and the
   *     end of its log
   */
  void awaitReady() throws DemoException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    String answer = "no answer";
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new DemoException(
            "the daemon ended with " + process.exitValue() + ". Its log:\n" + logTail());
      }
      try {
        HttpResponse<String> response = get("/health/ready");
        if (response.statusCode() == 200) {
          return;
        }
        answer = response.body();
      } catch (IOException e) {
        answer = e.toString();
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new DemoException(
        "the daemon was not ready within "
            + START_LIMIT.toSeconds()
            + " s: "
            + answer
            + "\n"
            + status()
            + "\nThe end of its log:\n"
            + logTail());
  }

  /** What {@code /status} says, or why it says nothing. */
  String status() throws InterruptedException {
    try {
      return get("/status").body();
    } catch (IOException e) {
      return "no status: " + e;
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path)).timeout(ANSWER_LIMIT).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The last lines of its log. */
  String logTail() {
    try {
      List<String> lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  /** Waits until it ends by itself, and gives its exit status. */
  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  /**
   * Ends it with SIGTERM, as an operator would.
   *
   * @throws DemoException if it does not end with 0 in time
   */
  void stop() throws DemoException, InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      kill();
      throw new DemoException(
          "the daemon did not stop within " + STOP_SECONDS + " s. Its log:\n" + logTail());
    }
    if (process.exitValue() != 0) {
      throw new DemoException(
          "the daemon ended with " + process.exitValue() + ". Its log:\n" + logTail());
    }
  }

  /** Ends it at once. */
  void kill() {
    process.destroyForcibly();
  }
}
