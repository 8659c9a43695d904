package dev.freshet.sink.memcached;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A server on a loopback port that does what a test tells it. Each connection follows the script of
 * its number; connections behind the last script behave well.
 */
public final class FakeMemcached implements AutoCloseable {

  /** What is done on one connection. The connection is closed when it returns. */
  public interface Script {
    void run(Connection connection) throws IOException;
  }

  /** A well-behaved server that stores nothing. */
  public static final Script WELL_BEHAVED =
      connection -> {
        connection.shakeHands();
        connection.obey();
      };

  private final String host;
  private final ServerSocket listener;
  private final List<Script> scripts;
  private final List<Socket> sockets = new ArrayList<>();
  private final List<List<String>> received = new ArrayList<>();

  /** A server on a free port of 127.0.0.1. */
  public FakeMemcached(Script... scripts) {
    this("127.0.0.1", 0, scripts);
  }

  /**
   * A server.
   *
   * @param host an address of the loopback
   * @param port 0 for a free one
   */
  public FakeMemcached(String host, int port, Script... scripts) {
    this.host = host;
    this.scripts = List.of(scripts);
    try {
      this.listener = new ServerSocket(port, 50, InetAddress.getByName(host));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    background(this::accept);
  }

  public String address() {
    return host + ":" + port();
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The commands that connection {@code index} brought behind its handshake, without values. */
  public synchronized List<String> received(int index) {
    return index < received.size() ? List.copyOf(received.get(index)) : List.of();
  }

  public synchronized int connections() {
    return received.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        List<String> commands = new ArrayList<>();
        Script script;
        synchronized (this) {
          script = received.size() < scripts.size() ? scripts.get(received.size()) : WELL_BEHAVED;
          received.add(commands);
          sockets.add(socket);
        }
        background(() -> run(script, socket, commands));
      }
    } catch (IOException e) {
      // closed by close(): there is nobody to tell
    }
  }

  private void run(Script script, Socket socket, List<String> commands) {
    try (socket) {
      script.run(new Connection(socket, commands));
    } catch (IOException e) {
      // the other side has hung up
    }
  }

  private static void background(Runnable work) {
    Thread thread = new Thread(work, "fake-memcached");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      synchronized (this) {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection to the fake. */
  public final class Connection {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final List<String> commands;

    private Connection(Socket socket, List<String> commands) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
      this.commands = commands;
    }

    public void say(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
    }

    public String readLine() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException();
        }
        line.append((char) b);
      }
      return line.toString().replace("\r", "");
    }

    /** Reads until the other side hangs up. */
    public void listen() throws IOException {
      while (in.read() >= 0) {
        // what it says does not matter
      }
    }

    /** Tells its version, and reads what it is asked then. */
    public void readHandshake(String version) throws IOException {
      readLine();
      say("VERSION " + version + "\r\n");
      for (int line = 0; line < 7; line++) {
        readLine();
      }
    }

    public void shakeHands() throws IOException {
      readHandshake("9.9.9");
      say(
          """
          STAT item_size_max 1000\r
          END\r
          NF\r
          MN\r
          CLIENT_ERROR invalid flag\r
          VERSION 9.9.9\r
          """);
    }

    /** Reads one command, with the value of a set. */
    public String readCommand() throws IOException {
      String command = readLine();
      String[] words = command.split(" ", -1);
      if (words[0].equals("ms")) {
        in.readNBytes(Integer.parseInt(words[2]) + 2);
      }
      synchronized (FakeMemcached.this) {
        commands.add(command);
      }
      return command;
    }

    public void readUntilBarrier() throws IOException {
      while (!readCommand().equals("mn")) {
        // read on
      }
    }

    /** Answers barriers until the other side hangs up. */
    public void obey() throws IOException {
      while (true) {
        readUntilBarrier();
        say("MN\r\n");
      }
    }

    /** Closes so that the other side sees a reset. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
