package dev.freshet.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The site's own application, which caches lists by itself (memcached doc/protocol.txt, "set"). */
final class Application {

  private static final int TIMEOUT_MILLIS = 5_000;

  private Application() {}

  /**
   * Stores a value, as the application does when it has made a list.
   *
   * @param server {@code host:port}
   */
  static void cache(String server, String key, String value) throws DemoException {
    int colon = server.lastIndexOf(':');
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    String command = "set %s 0 0 %d\r\n%s\r\n".formatted(key, bytes.length, value);
    try (Socket socket =
        new Socket(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)))) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(command.getBytes(StandardCharsets.UTF_8));
      String answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      if (!"STORED".equals(answer)) {
        throw new DemoException("memcached at " + server + " did not store " + key + ": " + answer);
      }
    } catch (IOException e) {
      throw new DemoException("memcached at " + server + " cannot be written to: " + e, e);
    }
  }
}
