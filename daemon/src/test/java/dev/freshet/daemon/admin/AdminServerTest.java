package dev.freshet.daemon.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.daemon.config.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {

  private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);
  private static final StatusView READY = new FixedStatus(FixedStatus.ONE_DOWN, List.of());

  /** Knows of one warm-up, and refuses others. */
  private static final TaskDesk DESK =
      new TaskDesk() {
        @Override
        public Optional<String> told() {
          return Optional.of("{}");
        }

        @Override
        public String begin(String request) {
          return switch (request) {
            case "fine" -> "begun";
            case "busy" -> throw new IllegalStateException("is busy");
            default -> throw new IllegalArgumentException("is none");
          };
        }
      };

  static final Map<String, TaskDesk> DESKS = Map.of("/warm", DESK);

  private final HttpClient client = HttpClient.newHttpClient();

  @ParameterizedTest
  @CsvSource({
    "/, 200, text/html; charset=utf-8",
    "/health/live, 200, text/plain; charset=utf-8",
    "/health/ready, 200, text/plain; charset=utf-8",
    "/metrics, 200, text/plain; version=0.0.4; charset=utf-8",
    "/status, 200, application/json",
    "/warm, 200, application/json",
    "/status/, 404, text/plain; charset=utf-8",
    "/favicon.ico, 404, text/plain; charset=utf-8",
  })
  void eachPathHasItsStatusAndType(String path, int status, String type) throws Exception {
    try (AdminServer server = started("", READY)) {
      HttpResponse<String> response = send(server, "GET", path);

      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(response.headers().firstValue("Content-Type")).contains(type);
      assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }
  }

  @Test
  void readinessTellsEachReasonOnALine() throws Exception {
    StatusView view =
        new FixedStatus(FixedStatus.ONE_DOWN, List.of("pool west is down", "the lag is 40 s"));
    try (AdminServer server = started("", view)) {
      HttpResponse<String> response = send(server, "GET", "/health/ready");

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).isEqualTo("pool west is down\nthe lag is 40 s\n");
      assertThat(send(server, "GET", "/health/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theMetricsAreWhatTheSupplierGives() throws Exception {
    try (AdminServer server = started("", READY)) {
      assertThat(send(server, "GET", "/metrics").body()).isEqualTo("freshet_rows_total 1\n");
    }
  }

  @Test
  void thePageEscapesWhatServersSay() throws Exception {
    try (AdminServer server = started("", READY)) {
      assertThat(send(server, "GET", "/").body())
          .contains("says &lt;&quot;nothing&quot;&gt; &amp; hangs")
          .doesNotContain("<\"nothing\">");
    }
  }

  @Test
  void headHasTheHeadersAndNoBody() throws Exception {
    try (AdminServer server = started("", READY)) {
      HttpResponse<String> get = send(server, "GET", "/status");
      HttpResponse<String> head = send(server, "HEAD", "/status");

      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("Content-Length"))
          .contains(Integer.toString(get.body().getBytes(StandardCharsets.UTF_8).length));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void otherMethodsAreRefused(String method) throws Exception {
    try (AdminServer server = started("", READY)) {
      HttpResponse<String> response = send(server, method, "/status");

      assertThat(response.statusCode()).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/health/live", "/health/ready", "/metrics", "/status", "/other"})
  void withATokenNothingIsToldWithoutIt(String path) throws Exception {
    try (AdminServer server = started("sesame", READY)) {
      assertThat(send(server, "GET", path).statusCode()).isEqualTo(401);
      assertThat(send(server, "GET", path, "Authorization", "Bearer sesam").statusCode())
          .isEqualTo(401);
      assertThat(send(server, "GET", path, "Authorization", "Basic sesame").statusCode())
          .isEqualTo(401);
      assertThat(send(server, "GET", path, "Authorization", "Bearer sesame").statusCode())
          .isEqualTo(path.equals("/other") ? 404 : 200);
    }
  }

  @Test
  void aFailureIsAnsweredAndTellsNothing() throws Exception {
    StatusView failing =
        new StatusView() {
          @Override
          public DaemonStatus status() {
            throw new IllegalStateException("inner matters");
          }

          @Override
          public List<String> notReadyReasons() {
            return List.of();
          }
        };
    try (AdminServer server = started("", failing)) {
      HttpResponse<String> response = send(server, "GET", "/status");

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body()).isEqualTo("no answer could be made; the log says why\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, fine, 200, begun",
    "application/json, busy, 409, 'is busy\n'",
    "application/json, what, 400, 'is none\n'",
    "text/plain, fine, 415, 'send JSON, as Content-Type: application/json\n'",
  })
  void aWarmUpIsAskedForInJson(String type, String body, int status, String answer)
      throws Exception {
    try (AdminServer server = started("sesame", READY)) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://" + server.boundAddress() + "/warm"))
              .header("Content-Type", type)
              .POST(HttpRequest.BodyPublishers.ofString(body));
      assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(401);
      HttpResponse<String> response =
          client.send(
              request.header("Authorization", "Bearer sesame").build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(response.body()).isEqualTo(answer);
    }
  }

  @Test
  void aPortInUseIsNamedWithARemedy() throws Exception {
    try (AdminServer first = started("", READY);
        AdminServer second = new AdminServer(first.boundAddress(), "", READY, DESKS, () -> "")) {
      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessage(
              "admin.listen="
                  + first.boundAddress()
                  + ": cannot listen there (Address already in use); stop what listens there, give"
                  + " another port, or leave it empty for no admin endpoint");
    }
  }

  @Test
  void anUnknownHostIsNamedWithARemedy() {
    try (AdminServer server =
        new AdminServer(new ListenAddress("no-such-host.invalid", 0), "", READY, DESKS, () -> "")) {
      assertThatThrownBy(server::start)
          .hasMessage(
              "admin.listen=no-such-host.invalid:0: the host name is not known; give an address of"
                  + " this machine, for instance 127.0.0.1");
    }
  }

  @Test
  void afterCloseNobodyAnswers() throws Exception {
    AdminServer server = started("", READY);
    server.close();

    assertThatThrownBy(() -> send(server, "GET", "/health/live")).isInstanceOf(IOException.class);
  }

  private static AdminServer started(String token, StatusView view) throws IOException {
    AdminServer server =
        new AdminServer(ANY_PORT, token, view, DESKS, () -> "freshet_rows_total 1\n");
    server.start();
    return server;
  }

  private HttpResponse<String> send(
      AdminServer server, String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + server.boundAddress() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
