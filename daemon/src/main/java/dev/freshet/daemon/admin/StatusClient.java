package dev.freshet.daemon.admin;

import dev.freshet.daemon.config.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a running daemon for its status. Thread-safe. */
public final class StatusClient {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ListenAddress address;
  private final String token;

  /**
   * @param address where the daemon listens
   * @param token its admin.token; empty if it has none
   */
  public StatusClient(ListenAddress address, String token) {
    this.address = reachable(address);
    this.token = token;
  }

  /** The status. Blocks up to five seconds. */
  public DaemonStatus fetch() throws StatusException, InterruptedException {
    URI uri = URI.create("http://" + address + "/status");
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> response;
    try {
      response =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .version(HttpClient.Version.HTTP_1_1)
              .build()
              .send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new StatusException(
          "no daemon answers at "
              + uri
              + "; see that freshet run is running with this configuration, and that admin.listen"
              + " is what it was started with",
          e);
    }
    return status(uri, response);
  }

  private static DaemonStatus status(URI uri, HttpResponse<String> response)
      throws StatusException {
    if (response.statusCode() == 401) {
      throw new StatusException(
          "the daemon at "
              + uri
              + " refuses the token; set admin.token to what it was started with");
    }
    if (response.statusCode() == 200) {
      try {
        return StatusJson.read(response.body());
      } catch (IllegalArgumentException e) {
        throw noFreshet(uri, e);
      }
    }
    throw noFreshet(uri, new IOException("HTTP status " + response.statusCode()));
  }

  private static StatusException noFreshet(URI uri, Exception cause) {
    return new StatusException(
        "what answers at "
            + uri
            + " is no Freshet daemon of this version; see whether another program listens at"
            + " admin.listen",
        cause);
  }

  /** An address that stands for all of a machine's can be listened on, but not connected to. */
  private static ListenAddress reachable(ListenAddress address) {
    return switch (address.host()) {
      case "0.0.0.0" -> new ListenAddress("127.0.0.1", address.port());
      case "::", "0:0:0:0:0:0:0:0" -> new ListenAddress("::1", address.port());
      default -> address;
    };
  }
}
