package dev.freshet.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** The packaged program in a process of its own, as a user starts it. Not thread-safe. */
final class DaemonProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;
  private final int adminPort;

  private DaemonProcess(Process process, Path log, int adminPort) {
    this.process = process;
    this.log = log;
    this.adminPort = adminPort;
  }

  /** Starts {@code freshet run}; output is appended to a log beside the configuration. */
  static DaemonProcess run(Path configuration, int adminPort) throws IOException {
    Path log = configuration.resolveSibling("daemon.log");
    Process process =
        command("run", "--config", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new DaemonProcess(process, log, adminPort);
  }

  /** What a command that ends by itself gave. */
  record Outcome(int status, String output, String messages) {}

  /** Runs a command to its end. */
  static Outcome execute(String... arguments) throws IOException, InterruptedException {
    Path messages = Files.createTempFile("freshet", ".err");
    try {
      Process process = command(arguments).redirectError(messages.toFile()).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", List.of(arguments)).isTrue();
      return new Outcome(process.exitValue(), output, Files.readString(messages));
    } finally {
      Files.delete(messages);
    }
  }

  /** Runs a command that leaves nothing behind in this JVM. */
  static Outcome executeHere(String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter messages = new StringWriter();
    int status =
        Freshet.commandLine(arguments)
            .setOut(new PrintWriter(output, true))
            .setErr(new PrintWriter(messages, true))
            .execute(arguments);
    return new Outcome(status, output.toString(), messages.toString());
  }

  private static ProcessBuilder command(String... arguments) throws IOException {
    Path target = Path.of("target").toAbsolutePath();
    assertThat(target.resolve("lib")).as("the packaged program").isDirectory();
    // under nohup SIGHUP would be ignored by all that is started from here
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    // where many are started for a short time, what compiles them best takes longer than they do
    String options = System.getProperty("freshet.test.jvm", "");
    command.addAll(options.isEmpty() ? List.of() : List.of(options.split(" ")));
    command.add("-cp");
    command.add(jar(target) + ":" + target.resolve("lib") + "/*");
    command.add("dev.freshet.daemon.Freshet");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static Path jar(Path target) throws IOException {
    try (var files = Files.newDirectoryStream(target, "freshet-daemon-*.jar")) {
      return files.iterator().next();
    }
  }

  /** Waits until the daemon says that it is ready. */
  void awaitReady() {
    await("ready; log:\n" + log)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              assertThat(process.isAlive()).as("alive; log:\n%s", Files.readString(log)).isTrue();
              return get("/health/ready").status() == 200;
            });
  }

  /** What the admin endpoint answered; status 0 if nobody did. */
  record Answer(int status, String body) {}

  Answer get(String path) throws InterruptedException {
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                      .timeout(Duration.ofSeconds(5))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      return new Answer(0, e.toString());
    }
  }

  /**
   * The sum of a metric's samples; empty if it has none.
   *
   * @param labels a regular expression for all that stands between the braces
   */
  OptionalDouble metric(String name, String labels) throws InterruptedException {
    Matcher sample =
        Pattern.compile("(?m)^" + name + "\\{" + labels + "} (\\S+)$")
            .matcher(get("/metrics").body());
    double[] values =
        sample.results().mapToDouble(found -> Double.parseDouble(found.group(1))).toArray();
    return values.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(DoubleStream.of(values).sum());
  }

  /** The pools' states by their names; empty if nobody answers. */
  Map<String, String> poolStates() throws InterruptedException {
    Answer answer = get("/status");
    Map<String, String> states = new TreeMap<>();
    if (answer.status() == 200) {
      for (JsonNode pool : PhotoSite.parse(answer.body()).get("pools")) {
        states.put(pool.get("name").asText(), pool.get("state").asText());
      }
    }
    return states;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Ends it with SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Sends SIGHUP. */
  void hangUp() throws IOException, InterruptedException {
    signal("HUP");
  }

  /** Stops it where it is, until {@link #resume}. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor())
        .as("kill -%s", name)
        .isZero();
  }

  /** Sends SIGTERM and gives the exit status. */
  int terminate() throws InterruptedException {
    process.destroy();
    return awaitExit();
  }

  /** The exit status, once it has ended by itself. */
  int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
  }
}
