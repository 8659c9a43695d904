package dev.freshet.demo;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs {@code bin/freshet} with the quickstart's configuration, as a person would. */
final class FreshetProgram {

  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  private final Path checkout;
  private final Map<String, String> environment;

  /**
   * @param environment what the configuration refers to
   */
  FreshetProgram(Path checkout, Map<String, String> environment) {
    this.checkout = checkout;
    this.environment = environment;
  }

  /**
   * Starts {@code freshet run}. On Linux it is killed when the calling thread ends, however that
   * happens (prctl(2), PR_SET_PDEATHSIG).
   *
   * @param log takes all that it prints
   */
  Process run(Path log) throws DemoException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETPRIV)) {
      command.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
    }
    command.addAll(command("run"));
    try {
      return builder(command)
          .redirectErrorStream(true)
          .redirectOutput(Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new DemoException("bin/freshet cannot be started: " + e.getMessage(), e);
    }
  }

  /** The servers of {@code keys} in each pool, from {@code freshet route}: pool, key, host:port. */
  Map<String, Map<String, String>> route(List<String> keys) throws DemoException {
    List<String> command = command("route");
    command.addAll(keys);
    Map<String, Map<String, String>> servers = new HashMap<>();
    for (String line : output(command).lines().toList()) {
      String[] fields = line.split("\t", -1);
      servers.computeIfAbsent(fields[0], pool -> new HashMap<>()).put(fields[1], fields[2]);
    }
    return servers;
  }

  private String output(List<String> command) throws DemoException {
    try {
      Process process = builder(command).redirectError(Redirect.INHERIT).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new DemoException(String.join(" ", command) + " ended with " + status);
      }
      return output;
    } catch (IOException e) {
      throw new DemoException("bin/freshet cannot be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted while bin/freshet ran", e);
    }
  }

  private List<String> command(String name) {
    return new ArrayList<>(
        List.of(
            checkout.resolve("bin/freshet").toString(),
            name,
            "--config",
            checkout.resolve("config/quickstart.properties").toString()));
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(checkout.toFile())
            .redirectInput(new File("/dev/null"));
    builder.environment().putAll(environment);
    return builder;
  }
}
