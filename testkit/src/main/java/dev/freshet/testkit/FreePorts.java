package dev.freshet.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hands out TCP ports on 127.0.0.1, none of them twice at the same time, whichever JVM asks.
 *
 * <p>A port that the system picks (port 0) may go to somebody else between the moment it is closed
 * and the moment a server opens it again, and a server that restarts needs its port to be free
 * still. So ports come from below the range that Linux uses for outgoing connections, and each is
 * claimed by a lock on a file until this JVM ends.
 *
 * <p>Thread-safe.
 */
public final class FreePorts {
  /** The lowest port that is given. */
  public static final int LOWEST = 20_000;

  private static final int HIGHEST = 32_000;
  private static final Path CLAIMS =
      Path.of(
          System.getProperty("java.io.tmpdir"), "freshet-ports-" + System.getProperty("user.name"));

  /**
   * By port, open while it is claimed. Closing one gives its port away, and so would closing any
   * other channel to the same file, so that none is opened a second time.
   */
  private static final Map<Integer, FileChannel> HELD = new HashMap<>();

  private FreePorts() {}

  /**
   * A port on which nothing listens and that nobody else is given while this JVM lives.
   *
   * @throws ServerException if no port of the range is free
   */
  public static synchronized int next() {
    int size = HIGHEST - LOWEST;
    int first = ThreadLocalRandom.current().nextInt(size);
    for (int i = 0; i < size; i++) {
      int port = LOWEST + (first + i) % size;
      if (claim(port)) {
        return port;
      }
    }
    throw new ServerException(
        "no free port between "
            + LOWEST
            + " and "
            + HIGHEST
            + " on 127.0.0.1: end programs that listen there");
  }

  /** Whether a port could be claimed for this JVM. */
  static synchronized boolean claim(int port) {
    if (HELD.containsKey(port)) {
      return false;
    }
    try {
      Files.createDirectories(CLAIMS);
      FileChannel channel =
          FileChannel.open(
              CLAIMS.resolve(Integer.toString(port)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (lock(channel) && isFree(port)) {
        HELD.put(port, channel);
        return true;
      }
      channel.close();
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot claim a port below " + CLAIMS, e);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // another loader of this class has it, in this JVM
      return false;
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
