package dev.freshet.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void neverGivesAPortTwice() {
    Set<Integer> given = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(given.add(FreePorts.next())).isTrue();
    }
  }

  /** So many that some are come across again. */
  @Test
  void noOtherJvmCanClaimWhatIsGiven() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherJvm.class.getName()));
    for (int i = 0; i < 600; i++) {
      command.add(Integer.toString(FreePorts.next()));
    }
    Process other = new ProcessBuilder(command).redirectErrorStream(true).start();
    String answer = new String(other.getInputStream().readAllBytes(), US_ASCII);
    assertThat(other.waitFor()).as(answer).isZero();
  }

  /** Ends with the number of ports that it could claim. */
  static final class OtherJvm {

    private OtherJvm() {}

    public static void main(String[] ports) {
      int claimed = 0;
      for (String port : ports) {
        claimed += FreePorts.claim(Integer.parseInt(port)) ? 1 : 0;
      }
      System.exit(Math.min(claimed, 100));
    }
  }

  @Test
  void aServerCanListenThere() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(FreePorts.next(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.isBound()).isTrue();
    }
  }
}
