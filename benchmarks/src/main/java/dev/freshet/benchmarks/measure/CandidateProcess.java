package dev.freshet.benchmarks.measure;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A candidate that runs as a fresh Java process, which ends with this one at the latest. Not
 * thread-safe.
 */
public final class CandidateProcess implements AutoCloseable {
  private static final int STOP_SECONDS = 30;
  private static final int TAIL_LINES = 40;
  private static final long KIBIBYTE = 1024;

  private final String name;
  private final Process process;
  private final Path log;
  private final long startNanos;
  private final Thread cleanUp;
  private boolean closed;

  private CandidateProcess(String name, Process process, Path log, long startNanos) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.startNanos = startNanos;
    this.cleanUp = new Thread(process::destroyForcibly, "end of " + name);
  }

  /**
   * Starts it.
   *
   * @param name for messages
   * @param javaOptions before the command, the same for all
   * @param command class path, main class and arguments
   * @param folder where its output goes to a file
   */
  public static CandidateProcess start(
      String name, List<String> javaOptions, List<String> command, Path folder) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(javaOptions);
    words.addAll(command);
    Path log = folder.resolve("log");
    File output = log.toFile();
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    long startNanos = System.nanoTime();
    CandidateProcess started = new CandidateProcess(name, builder.start(), log, startNanos);
    Runtime.getRuntime().addShutdownHook(started.cleanUp);
    return started;
  }

  /** When it was started, on {@link System#nanoTime()}'s clock. */
  public long startNanos() {
    return startNanos;
  }

  /** Processor time since its start, user and system, of all its threads. */
  public Duration cpu() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> died("has no processor time to be read"));
  }

  /** The most memory that it ever held resident, in bytes: VmHWM of Linux's proc(5). */
  public long peakMemory() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        String[] words = line.trim().split("\\s+", -1);
        return Long.parseLong(words[1]) * KIBIBYTE;
      }
    }
    throw died("has no peak of memory to be read");
  }

  /**
   * Does nothing while it runs.
   *
   * @throws IllegalStateException with the end of its output, if it has ended
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw died("ended with " + process.exitValue());
    }
  }

  /** Whether a line stands in what it has written. */
  public boolean hasSaid(String line) throws IOException {
    return output().contains(line);
  }

  /**
   * Waits until it has ended by itself.
   *
   * @throws IllegalStateException if it does not, or does not say with 0 that all went well
   */
  public void awaitEnd() throws InterruptedException {
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      throw died("did not end within " + STOP_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw died("ended with " + process.exitValue());
    }
  }

  /**
   * Asks it to end (SIGTERM) and waits until it has.
   *
   * @throws IllegalStateException if it does not
   */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      throw died("did not end within " + STOP_SECONDS + " s of SIGTERM");
    }
  }

  /** Ends it at once if it still runs. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(cleanUp);
    }
  }

  /** A failure that shows the end of its output. */
  public IllegalStateException died(String what) {
    return new IllegalStateException(name + " " + what + ", and said:\n" + tail());
  }

  private String tail() {
    try {
      List<String> lines = output();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no output: " + e + ")";
    }
  }

  private List<String> output() throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
  }
}
