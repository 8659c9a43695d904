package dev.freshet.testkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at what a memcached server holds, over one blocking connection. It shares no code with the
 * product, so that a mistake there is not repeated here. Keys and commands are those of memcached's
 * doc/protocol.txt: {@code get}, {@code mg}, {@code lru_crawler metadump all}, {@code flush_all},
 * {@code stats}.
 *
 * <p>Not thread-safe. A server that does not answer for {@value #TIMEOUT_MILLIS} ms is an error.
 */
public final class MemcachedReader implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  private MemcachedReader(Socket socket, InputStream in) {
    this.socket = socket;
    this.in = in;
  }

  /**
   * Connects.
   *
   * @throws ServerException if nobody accepts
   */
  public static MemcachedReader open(String host, int port) {
    try {
      return connect(host, port);
    } catch (IOException e) {
      throw new ServerException("cannot connect to memcached at " + host + ":" + port, e);
    }
  }

  static MemcachedReader connect(String host, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      return new MemcachedReader(socket, new BufferedInputStream(socket.getInputStream(), 65_536));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The value that a plain {@code get} of an application would see. */
  public Optional<byte[]> get(String key) {
    return asking(
        () -> {
          send("get " + key + "\r\n");
          String line = readLine();
          if (line.equals("END")) {
            return Optional.empty();
          }
          String[] words = expect(line, "VALUE");
          byte[] value = readValue(Integer.parseInt(words[3]));
          expect(readLine(), "END");
          return Optional.of(value);
        });
  }

  /** The value that a plain {@code get} would see, read as UTF-8. */
  public Optional<String> getText(String key) {
    return get(key).map(value -> new String(value, StandardCharsets.UTF_8));
  }

  /** The value with its time to live, client flags and CAS, by a meta get. */
  public Optional<MemcachedItem> item(String key) {
    return asking(
        () -> {
          send("mg " + key + " v t f c\r\n");
          String line = readLine();
          if (line.equals("EN")) {
            return Optional.empty();
          }
          String[] words = expect(line, "VA");
          byte[] value = readValue(Integer.parseInt(words[1]));
          return Optional.of(
              new MemcachedItem(
                  value, flag(words, 't', -1), flag(words, 'f', 0), flag(words, 'c', 0)));
        });
  }

  /**
   * All keys that the server holds now, sorted. The crawler walks the items while the server works,
   * so the answer is exact only while nobody writes.
   */
  public SortedSet<String> dumpKeys() {
    return asking(
        () -> {
          SortedSet<String> keys = new TreeSet<>();
          send("lru_crawler metadump all\r\n");
          String line = readLine();
          while (line.startsWith("BUSY")) {
            // another connection's crawl is still running
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            send("lru_crawler metadump all\r\n");
            line = readLine();
          }
          if (line.equals("OK")) {
            // newer servers announce the dump
            line = readLine();
          }
          for (; !line.equals("END"); line = readLine()) {
            if (!line.startsWith("key=")) {
              throw new IOException("unexpected answer to metadump: " + line);
            }
            String encoded = line.substring("key=".length()).split(" ", 2)[0];
            keys.add(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
          }
          return keys;
        });
  }

  /** Stores a text for ever, as an application that fills the pool itself. */
  public void set(String key, String text) {
    asking(
        () -> {
          byte[] value = text.getBytes(StandardCharsets.UTF_8);
          send("set " + key + " 0 0 " + value.length + "\r\n" + text + "\r\n");
          return expect(readLine(), "STORED");
        });
  }

  /** Removes a key that is there. */
  public void delete(String key) {
    asking(
        () -> {
          send("delete " + key + "\r\n");
          return expect(readLine(), "DELETED");
        });
  }

  /** Forgets every item. */
  public void flushAll() {
    asking(
        () -> {
          send("flush_all\r\n");
          return expect(readLine(), "OK");
        });
  }

  /** The general statistics, in the server's order. */
  public Map<String, String> stats() {
    return asking(
        () -> {
          Map<String, String> stats = new LinkedHashMap<>();
          send("stats\r\n");
          for (String line = readLine(); !line.equals("END"); line = readLine()) {
            String[] words = expect(line, "STAT");
            stats.put(words[1], words.length > 2 ? words[2] : "");
          }
          return stats;
        });
  }

  /** What the server says its version is. */
  public String version() {
    return asking(
        () -> {
          send("version\r\n");
          return expect(readLine(), "VERSION")[1];
        });
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new ServerException("cannot close the connection to " + peer(), e);
    }
  }

  private interface Exchange<T> {
    T run() throws IOException;
  }

  private <T> T asking(Exchange<T> exchange) {
    try {
      return exchange.run();
    } catch (IOException e) {
      throw new ServerException("memcached at " + peer() + " did not answer as expected", e);
    }
  }

  private static String[] expect(String line, String first) throws IOException {
    String[] words = line.split(" ", -1);
    if (!words[0].equals(first)) {
      throw new IOException("expected " + first + ", got: " + line);
    }
    return words;
  }

  private static long flag(String[] words, char name, long absent) {
    for (String word : words) {
      if (!word.isEmpty() && word.charAt(0) == name) {
        return Long.parseLong(word.substring(1));
      }
    }
    return absent;
  }

  private String peer() {
    return String.valueOf(socket.getRemoteSocketAddress());
  }

  private void send(String command) throws IOException {
    socket.getOutputStream().write(command.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] readValue(int length) throws IOException {
    byte[] value = in.readNBytes(length);
    if (value.length < length) {
      throw new EOFException("connection closed inside a value");
    }
    if (!readLine().isEmpty()) {
      throw new IOException("a value of " + length + " bytes did not end where it should");
    }
    return value;
  }

  private String readLine() throws IOException {
    return ReplyLine.read(in);
  }
}
