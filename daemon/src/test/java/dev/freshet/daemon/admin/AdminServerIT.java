package dev.freshet.daemon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.daemon.config.ListenAddress;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdminServerIT {

  @Test
  void requestsThatNeverEndHoldUpOthersForSecondsOnly() throws Exception {
    StatusView view = new FixedStatus(FixedStatus.ONE_DOWN, List.of());
    List<Socket> halfRequests = new ArrayList<>();
    try (AdminServer server =
        new AdminServer(
            new ListenAddress("127.0.0.1", 0), "", view, AdminServerTest.DESKS, () -> "")) {
      server.start();
      for (int i = 0; i < 16; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.boundAddress().port());
        halfRequests.add(socket);
        socket
            .getOutputStream()
            .write("GET /status HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      }
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + server.boundAddress() + "/health/live"))
              .timeout(Duration.ofSeconds(30))
              .build();

      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : halfRequests) {
        socket.close();
      }
    }
  }
}
