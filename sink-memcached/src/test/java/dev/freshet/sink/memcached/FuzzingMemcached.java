package dev.freshet.sink.memcached;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that carries out everything that it is told, in order, and answers it wrongly now and
 * then. It never says more often than it should that a barrier was reached, since a client has no
 * means to find that out. Values are numbers, each set of a key with a larger one than the last.
 */
final class FuzzingMemcached implements AutoCloseable {

  /** How long it waits, behind a wrong answer, for the client to do something about it. */
  private static final int PATIENCE_MILLIS = 25;

  private static final int PATIENCE_WITH_A_GOOD_CLIENT_MILLIS = 60_000;

  private final ServerSocket listener;
  private final SplittableRandom random;
  private final AtomicInteger exchanges = new AtomicInteger();
  private final AtomicInteger mutated = new AtomicInteger();
  private final Map<String, Integer> stored = new ConcurrentHashMap<>();
  private final Map<String, Integer> newest = new ConcurrentHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private volatile boolean calm;

  FuzzingMemcached(long seed) {
    this.random = new SplittableRandom(seed);
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::serve, "fuzzing-memcached");
    thread.setDaemon(true);
    thread.start();
  }

  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** How often it has answered. */
  int exchanges() {
    return exchanges.get();
  }

  /** How many of the answers were wrong. */
  int mutated() {
    return mutated.get();
  }

  /** All answers are right from now on. */
  void calmDown() {
    calm = true;
  }

  /** What it holds: 0 if nothing. */
  int stored(String key) {
    return stored.getOrDefault(key, 0);
  }

  /** The largest number that it was ever told to store; 0 if none. */
  int newest(String key) {
    return newest.getOrDefault(key, 0);
  }

  /** What the client did that it must not do. */
  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  private synchronized void fault(String what) {
    faults.add(what);
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        new Conversation(socket).hold();
      } catch (IOException e) {
        // the client, or this server, has hung up; the next connection is awaited
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection. */
  private final class Conversation {

    private final Socket socket;
    private final InputStream in;
    private final StringBuilder answer = new StringBuilder();
    private String unfinishedLine = "";
    private boolean wronged;

    Conversation(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      socket.setTcpNoDelay(true);
    }

    void hold() throws IOException {
      boolean last = false;
      while (!last) {
        String line;
        try {
          line = readLine();
        } catch (SocketTimeoutException e) {
          // the client waits for what it will never be told
          hangUp();
          return;
        }
        last = carryOut(line);
      }
      hangUp();
    }

    private void hangUp() throws IOException {
      if (random.nextBoolean()) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    }

    /** Carries out a command; true if the connection is to end. */
    private boolean carryOut(String line) throws IOException {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "stats" ->
            answer.append("STAT item_size_max 10000\r\nSTAT slab_chunk_max 1024\r\nEND\r\n");
        case "version" -> {
          answer.append("VERSION 9.9.9\r\n");
          return answer();
        }
        case "ms" -> set(words, line);
        case "md" -> stored.remove(words[1]);
        case "mn" -> {
          answer.append("MN\r\n");
          return answer();
        }
        default -> fault("unknown command: " + line);
      }
      return false;
    }

    private void set(String[] words, String line) throws IOException {
      byte[] value = in.readNBytes(Integer.parseInt(words[2]) + 2);
      if (words[1].equals("freshet:probe")) {
        answer.append(line.contains(" E") ? "CLIENT_ERROR invalid flag\r\n" : "NF\r\n");
        return;
      }
      int number = Integer.parseInt(new String(value, ISO_8859_1).trim());
      if (number < stored(words[1])) {
        fault(words[1] + " goes back from " + stored(words[1]) + " to " + number);
      }
      stored.put(words[1], number);
      newest.merge(words[1], number, Math::max);
      if (!line.contains(" q ")) {
        answer.append("HD ").append(words[words.length - 1]).append("\r\n");
      }
    }

    private boolean answer() throws IOException {
      exchanges.incrementAndGet();
      byte[] right = answer.toString().getBytes(ISO_8859_1);
      answer.setLength(0);
      byte[] said = right;
      if (!calm && random.nextInt(6) == 0) {
        AnswerMutation[] mutations = AnswerMutation.values();
        byte[] wrong = mutations[random.nextInt(mutations.length)].apply(right, random);
        if (barriers(wrong) <= barriers(right)) {
          said = wrong;
          wronged = true;
          mutated.incrementAndGet();
        }
      }
      String stream = unfinishedLine + new String(said, ISO_8859_1);
      unfinishedLine = stream.substring(stream.lastIndexOf('\n') + 1);
      socket.getOutputStream().write(said);
      // the client may wait for a barrier that was lost, whatever else it has been told since
      socket.setSoTimeout(wronged ? PATIENCE_MILLIS : PATIENCE_WITH_A_GOOD_CLIENT_MILLIS);
      return said != right && random.nextInt(4) == 0;
    }

    private long barriers(byte[] said) {
      return (unfinishedLine + new String(said, ISO_8859_1))
          .lines()
          .filter(line -> line.equals("MN"))
          .count();
    }

    private String readLine() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException();
        }
        line.append((char) b);
      }
      return line.toString().replace("\r", "");
    }
  }
}
