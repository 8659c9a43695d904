package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
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

  @Test
  void aServerCanListenThere() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(FreePorts.next(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.isBound()).isTrue();
    }
  }
}
