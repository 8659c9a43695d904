package dev.freshet.benchmarks.measure;

import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Puts many items into a server at once, by quiet meta sets (memcached doc/protocol.txt, "Meta
 * Set"). Has no state.
 */
final class ItemFiller {
  private static final int BUFFER_BYTES = 64 * 1024;

  private ItemFiller() {}

  /**
   * Returns once the server holds all of them.
   *
   * @throws IOException if it does not
   */
  static void fill(MemcachedServer server, Map<String, String> items) throws IOException {
    try (Socket socket = new Socket(server.host(), server.port())) {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
      for (Map.Entry<String, String> item : items.entrySet()) {
        byte[] value = item.getValue().getBytes(StandardCharsets.UTF_8);
        out.write(ascii("ms " + item.getKey() + " " + value.length + " q\r\n"));
        out.write(value);
        out.write(ascii("\r\n"));
      }
      out.write(ascii("mn\r\n"));
      out.flush();
      String answer = new String(socket.getInputStream().readNBytes(4), StandardCharsets.UTF_8);
      if (!answer.equals("MN\r\n")) {
        throw new IOException("memcached answered to quiet sets: " + answer);
      }
    }
    try (MemcachedReader reader = server.reader()) {
      String count = reader.stats().getOrDefault("curr_items", "no number");
      if (!count.equals(Integer.toString(items.size()))) {
        throw new IOException(
            "memcached holds " + count + " items of the " + items.size() + " that were set");
      }
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
