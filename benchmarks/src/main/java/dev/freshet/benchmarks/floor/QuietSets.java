package dev.freshet.benchmarks.floor;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends quiet meta sets and deletes (memcached doc/protocol.txt, "Meta Set") to one server of each
 * pool, the same bytes to all, without waiting for anything. Thread-safe.
 */
final class QuietSets implements AutoCloseable {
  private static final int FLUSH_BYTES = 64 * 1024;
  private static final byte[] COMMAND = "ms ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DELETE = "md ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] QUIET = " q\r\n".getBytes(StandardCharsets.US_ASCII);

  private final List<Socket> sockets;
  private final List<OutputStream> outputs;
  private final TextBuffer pending = new TextBuffer(2 * FLUSH_BYTES);

  private QuietSets(List<Socket> sockets, List<OutputStream> outputs) {
    this.sockets = sockets;
    this.outputs = outputs;
  }

  /** Connects to servers given as {@code host:port}. */
  static QuietSets connect(List<String> servers) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    List<OutputStream> outputs = new ArrayList<>();
    for (String server : servers) {
      int colon = server.lastIndexOf(':');
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(
              server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
      sockets.add(socket);
      outputs.add(socket.getOutputStream());
    }
    return new QuietSets(sockets, outputs);
  }

  synchronized void set(byte[] keyPrefix, long id, TextBuffer value) throws IOException {
    pending.bytes(COMMAND).bytes(keyPrefix).number(id).ascii(' ').number(value.length());
    pending.bytes(QUIET).text(value).ascii('\r').ascii('\n');
    flushIfFull();
  }

  synchronized void delete(byte[] keyPrefix, long id) throws IOException {
    pending.bytes(DELETE).bytes(keyPrefix).number(id).bytes(QUIET);
    flushIfFull();
  }

  private void flushIfFull() throws IOException {
    if (pending.length() >= FLUSH_BYTES) {
      flush();
    }
  }

  synchronized void flush() throws IOException {
    if (pending.length() > 0) {
      for (OutputStream output : outputs) {
        pending.writeTo(output);
      }
      pending.clear();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    flush();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
