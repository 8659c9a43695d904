package dev.freshet.daemon.admin;

import dev.freshet.daemon.config.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a running daemon for its status, or to do long work. Thread-safe. */
public final class AdminClient {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ListenAddress address;
  private final String token;

  /**
   * @param address where the daemon listens
   * @param token its admin.token; empty if it has none
   */
  public AdminClient(ListenAddress address, String token) {
    this.address = reachable(address);
    this.token = token;
  }

  /** The status. Blocks up to five seconds. */
  public DaemonStatus status() throws StatusException, InterruptedException {
    URI uri = uri("/status");
    String body = answer(uri, HttpRequest.newBuilder(uri));
    try {
      return StatusJson.read(body);
    } catch (IllegalArgumentException e) {
      throw noFreshet(uri, e);
    }
  }

  /**
   * How far work is that was asked for last, as JSON. Blocks up to five seconds.
   *
   * @param path the kind of work
   */
  public String told(String path) throws StatusException, InterruptedException {
    URI uri = uri(path);
    return answer(uri, HttpRequest.newBuilder(uri));
  }

  /**
   * Asks for work. Blocks up to five seconds.
   *
   * @param path the kind of work
   * @param request what is wanted, as JSON
   * @return how far it is, as JSON
   */
  public String begin(String path, String request) throws StatusException, InterruptedException {
    URI uri = uri(path);
    return answer(
        uri,
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(request)));
  }

  private URI uri(String path) {
    return URI.create("http://" + address + path);
  }

  private String answer(URI uri, HttpRequest.Builder request)
      throws StatusException, InterruptedException {
    request.timeout(PATIENCE);
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
    return switch (response.statusCode()) {
      case 200 -> response.body();
      case 400, 409 -> throw new StatusException("the daemon refuses: " + response.body().strip());
      case 401 ->
          throw new StatusException(
              "the daemon at "
                  + uri
                  + " refuses the token; set admin.token to what it was started with");
      default -> throw noFreshet(uri, new IOException("HTTP status " + response.statusCode()));
    };
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
