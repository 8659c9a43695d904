package dev.freshet.benchmarks.steady;

import dev.freshet.benchmarks.workload.UsersTable;
import dev.freshet.testkit.ReplyLine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sees keys come to be in a pool of one server: asks for all that are expected at once, by quiet
 * meta gets without values and a barrier behind them (memcached doc/protocol.txt, "Meta Get", "Meta
 * No-Op"), pauses for a moment, and asks again. While nothing is expected it asks nothing. A thread
 * of its own does it.
 */
final class KeyWatch implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final int MOST_AT_ONCE = 512;
  private static final int CONNECT_MILLIS = 10_000;
  private static final String HIT = "HD k";
  private static final String BARRIER = "MN";

  private final Timeline timeline;
  private final Socket socket = new Socket();
  private final Thread thread = new Thread(this::run, "key-watch");
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private volatile boolean closed;

  /** All changes before this one have been seen. */
  private int oldest;

  private KeyWatch(Timeline timeline) {
    this.timeline = timeline;
  }

  /**
   * Connects and begins to look.
   *
   * @param server {@code host:port}
   */
  static KeyWatch start(String server, Timeline timeline) throws IOException {
    KeyWatch watch = new KeyWatch(timeline);
    int colon = server.lastIndexOf(':');
    watch.socket.setTcpNoDelay(true);
    watch.socket.connect(
        new InetSocketAddress(
            server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))),
        CONNECT_MILLIS);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  /**
   * Does nothing while it looks.
   *
   * @throws IOException if it could not go on
   */
  void requireWell() throws IOException {
    IOException cause = failure.get();
    if (cause != null) {
      throw new IOException("cannot look into the pool", cause);
    }
  }

  private void run() {
    try {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (!closed) {
        String question = question();
        if (!question.isEmpty()) {
          socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
          take(in);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException e) {
      if (!closed) {
        failure.set(e);
      }
    }
  }

  /** Asks for everything that may be there by now and has not been seen; empty if nothing. */
  private String question() {
    int end = timeline.begun();
    while (oldest < end && timeline.isSeen(oldest)) {
      oldest++;
    }
    StringBuilder question = new StringBuilder();
    int count = 0;
    for (int change = oldest; change < end && count < MOST_AT_ONCE; change++) {
      if (!timeline.isSeen(change)) {
        question.append("mg ").append(UsersTable.USERS.key(change + 1L)).append(" k q\r\n");
        count++;
      }
    }
    return count == 0 ? "" : question.append("mn\r\n").toString();
  }

  private void take(InputStream in) throws IOException {
    String prefix = HIT + UsersTable.USERS.mapped().keyPrefix();
    for (String line = ReplyLine.read(in); !line.equals(BARRIER); line = ReplyLine.read(in)) {
      if (!line.startsWith(prefix)) {
        throw new IOException("unexpected answer to quiet meta gets: " + line);
      }
      timeline.see(Integer.parseInt(line.substring(prefix.length())) - 1, System.nanoTime());
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    socket.close();
  }
}
