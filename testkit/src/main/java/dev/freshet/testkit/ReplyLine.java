package dev.freshet.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Lines of a memcached server's answers (memcached doc/protocol.txt). Thread-safe. */
public final class ReplyLine {

  private ReplyLine() {}

  /**
   * Takes the next line, and gives it without its end.
   *
   * @param in buffered, since it is taken byte by byte
   * @throws EOFException if the connection ends before the line does
   */
  public static String read(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("connection closed");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
