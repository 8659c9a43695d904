package dev.freshet.testkit.provision;

import dev.freshet.testkit.ServerException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server that runs as a process of this machine, with a folder of its own. */
final class LocalProcess implements RunningServer {
  private static final int TAIL_LINES = 30;
  private static final int STOP_SECONDS = 60;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String host;
  private final int port;
  private final List<String> command;
  private final Path folder;
  private final Path log;
  private final Thread cleanUp;
  private Process process;
  private boolean closed;

  private LocalProcess(
      String host, int port, List<String> command, Path folder, Path log, Process process) {
    this.host = host;
    this.port = port;
    this.command = command;
    this.folder = folder;
    this.log = log;
    this.process = process;
    this.cleanUp = new Thread(this::end, "freshet-testkit-end-" + port);
  }

  /**
   * Starts it.
   *
   * @param host where the command makes it listen
   * @param port where the command makes it listen
   * @param folder deleted when the server is closed or the JVM ends
   */
  static LocalProcess start(String host, int port, List<String> command, Path folder) {
    Path log = folder.resolve("log");
    LocalProcess server =
        new LocalProcess(host, port, command, folder, log, ProcessLauncher.launch(command, log));
    Runtime.getRuntime().addShutdownHook(server.cleanUp);
    return server;
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public boolean isRunning() {
    return process.isAlive();
  }

  @Override
  public String logTail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  @Override
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void restart() {
    if (process.isAlive()) {
      resume();
      process.destroy();
      awaitEnd();
    }
    process = ProcessLauncher.launch(command, log);
  }

  @Override
  public void overwrite(String file, long offset, byte value) {
    try (RandomAccessFile open = new RandomAccessFile(file, "rw")) {
      open.seek(offset);
      open.write(value);
    } catch (IOException e) {
      throw new ServerException(file + " cannot be overwritten", e);
    }
  }

  @Override
  public void pause() {
    signal("STOP");
    awaitStop();
  }

  /** The signal has been sent, and a thread that runs takes it a little later. */
  private void awaitStop() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    while (!hasStopped()) {
      if (System.nanoTime() - deadline > 0) {
        throw new ServerException(command.get(0) + " (process " + process.pid() + ") runs on");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Whether each thread has: proc(5), the state in {@code /proc/PID/task/TID/stat}. */
  private boolean hasStopped() {
    Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      // a thread has just ended, or all have
      return !process.isAlive();
    }
  }

  @Override
  public void resume() {
    signal("CONT");
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      end();
      Runtime.getRuntime().removeShutdownHook(cleanUp);
    }
  }

  private void end() {
    kill();
    Folders.delete(folder);
  }

  private void signal(String name) {
    // the shell's own kill, since a small Debian has no program of that name
    Command.run(List.of("/bin/sh", "-c", "kill -" + name + " " + process.pid()));
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new ServerException(
            command.get(0) + " (process " + process.pid() + ") did not end:\n" + logTail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while " + command.get(0) + " ended", e);
    }
  }
}
