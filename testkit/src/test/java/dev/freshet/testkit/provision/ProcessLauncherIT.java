package dev.freshet.testkit.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLauncherIT {

  @Test
  void aProgramOutlivesTheThreadThatAskedForIt(@TempDir Path folder) throws Exception {
    Process[] started = new Process[1];
    Thread asking =
        new Thread(
            () ->
                started[0] =
                    ProcessLauncher.launch(List.of("sleep", "600"), folder.resolve("log")));
    asking.start();
    asking.join();
    try {
      assertThat(started[0].waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
    } finally {
      started[0].destroyForcibly().waitFor();
    }
  }

  @Test
  void aProgramEndsWithAJvmThatIsKilled(@TempDir Path folder) throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Launching.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle program = ProcessHandle.of(Long.parseLong(firstLine(jvm))).orElseThrow();
    assertThat(program.isAlive()).isTrue();
    jvm.destroyForcibly().waitFor();
    program.onExit().get(10, TimeUnit.SECONDS);
    assertThat(program.isAlive()).isFalse();
  }

  private static String firstLine(Process process) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      return String.valueOf(reader.readLine());
    }
  }

  /** A JVM that starts a program, prints its process id and waits to be killed. */
  static final class Launching {
    private Launching() {}

    /** Takes a folder for the program's log. */
    public static void main(String[] arguments) throws InterruptedException {
      Process program =
          ProcessLauncher.launch(List.of("sleep", "600"), Path.of(arguments[0]).resolve("log"));
      System.out.println(program.pid());
      TimeUnit.MINUTES.sleep(10);
    }
  }
}
