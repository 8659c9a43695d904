package dev.freshet.sink.memcached;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.freshet.testkit.MemcachedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Optional;

/** Says to a server what no pool would, and takes each byte of an answer for a character. */
final class RawReader implements AutoCloseable {

  private final Socket socket;
  private final BufferedReader in;

  private RawReader(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
  }

  static RawReader open(MemcachedServer server) {
    try {
      return new RawReader(new Socket(server.host(), server.port()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line of the answer to {@code command}, on a connection of its own. */
  static String ask(MemcachedServer server, String command) {
    try (RawReader raw = open(server)) {
      raw.socket.getOutputStream().write((command + "\r\n").getBytes(ISO_8859_1));
      return String.valueOf(raw.in.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value under {@code key}, one byte long. */
  Optional<String> get(byte[] key) {
    try {
      socket
          .getOutputStream()
          .write(("get " + new String(key, ISO_8859_1) + "\r\n").getBytes(ISO_8859_1));
      String line = in.readLine();
      if ("END".equals(line)) {
        return Optional.empty();
      }
      if (line == null || !line.startsWith("VALUE ") || !line.endsWith(" 1")) {
        throw new IOException("not a value of one byte: " + line);
      }
      String value = String.valueOf((char) in.read());
      in.readLine();
      in.readLine();
      return Optional.of(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
