package dev.freshet.daemon.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.daemon.config.ListenAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdminClientTest {

  private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);
  private static final StatusView VIEW = new FixedStatus(FixedStatus.ONE_DOWN, List.of());

  @Test
  void whatTheDaemonTellsArrivesWhole() throws Exception {
    try (AdminServer server = started("sesame")) {
      DaemonStatus status = new AdminClient(server.boundAddress(), "sesame").status();

      assertThat(status).isEqualTo(FixedStatus.ONE_DOWN);
    }
  }

  @Test
  void aWarmUpIsAskedForAndLookedAfter() throws Exception {
    try (AdminServer server = started("sesame")) {
      AdminClient client = new AdminClient(server.boundAddress(), "sesame");
      assertThat(client.begin("/warm", "fine")).isEqualTo("begun");
      assertThat(client.told("/warm")).isEqualTo("{}");
      assertThatThrownBy(() -> client.begin("/warm", "busy"))
          .hasMessage("the daemon refuses: is busy");
    }
  }

  @Test
  void anAddressThatStandsForAllIsAskedOnLoopback() throws Exception {
    try (AdminServer server = started("")) {
      ListenAddress everywhere = new ListenAddress("0.0.0.0", server.boundAddress().port());

      assertThat(new AdminClient(everywhere, "").status().name()).isEqualTo("shop");
    }
  }

  @Test
  void aWrongTokenIsToldWithARemedy() throws Exception {
    try (AdminServer server = started("sesame")) {
      assertThatThrownBy(() -> new AdminClient(server.boundAddress(), "simsim").status())
          .isInstanceOf(StatusException.class)
          .hasMessage(
              "the daemon at http://"
                  + server.boundAddress()
                  + "/status refuses the token; set admin.token to what it was started with");
    }
  }

  @Test
  void noDaemonIsToldWithARemedy() throws Exception {
    AdminServer server = started("");
    ListenAddress address = server.boundAddress();
    server.close();

    assertThatThrownBy(() -> new AdminClient(address, "").status())
        .isInstanceOf(StatusException.class)
        .hasMessage(
            "no daemon answers at http://"
                + address
                + "/status; see that freshet run is running with this configuration, and that"
                + " admin.listen is what it was started with");
  }

  @Test
  void anotherProgramIsRecognised() throws Exception {
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{\"ok\":true}";
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> answered =
          CompletableFuture.runAsync(() -> answerOnce(other, answer));
      ListenAddress address = new ListenAddress("127.0.0.1", other.getLocalPort());
      assertThatThrownBy(() -> new AdminClient(address, "").status())
          .isInstanceOf(StatusException.class)
          .hasMessage(
              "what answers at http://"
                  + address
                  + "/status is no Freshet daemon of this version; see whether another program"
                  + " listens at admin.listen");
      answered.get(10, TimeUnit.SECONDS);
    }
  }

  private static void answerOnce(ServerSocket server, String answer) {
    try (Socket socket = server.accept()) {
      byte[] request = new byte[4096];
      assertThat(socket.getInputStream().read(request)).isPositive();
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AdminServer started(String token) throws IOException {
    AdminServer server = new AdminServer(ANY_PORT, token, VIEW, AdminServerTest.DESKS, () -> "");
    server.start();
    return server;
  }
}
