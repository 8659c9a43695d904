package dev.freshet.connector.binlog.client;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.ServerTrouble;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server's binlog. Thread-safe as far as {@link #close} may be called while
 * another thread is in {@link #read}.
 */
public final class BinlogConnection implements AutoCloseable {

  /**
   * The loggers of the library, which says on standard error what we say better. They are kept here
   * because a logger that nobody refers to forgets its level. Its client names its own after the
   * class that extends it.
   */
  private static final List<Logger> LIBRARY_LOGGERS =
      List.of(quiet("com.github.shyiko.mysql.binlog"), quiet(ReplicationClient.class.getName()));

  /** How long transactions gather where few come, in milliseconds. */
  private static final long PAUSE_MILLIS = 4;

  private static final int MINIMUM_SILENCE_MILLIS = 5_000;
  private static final int SILENT_HEARTBEATS = 10;

  private final ServerAccess access;
  private final long serverId;
  private final Duration heartbeat;
  private final boolean strict;
  private volatile @Nullable Socket socket;
  private volatile boolean closed;

  /**
   * @param serverId the id by which the server tells its replicas apart
   * @param heartbeat how often the server is to say that it is there while it has nothing to send
   * @param strict whether a MariaDB server must have the very transaction behind which it is asked
   *     to begin, and not only later ones
   */
  public BinlogConnection(ServerAccess access, long serverId, Duration heartbeat, boolean strict) {
    this.access = access;
    this.serverId = serverId;
    this.heartbeat = heartbeat;
    this.strict = strict;
  }

  private static Logger quiet(String name) {
    Logger logger = Logger.getLogger(name);
    logger.setLevel(Level.OFF);
    return logger;
  }

  /**
   * Connects and reads until that ends, which it always does with an exception. Blocks.
   *
   * @param from the place behind which to read
   * @throws SourceException what ended it
   * @throws InterruptedException if the handler was interrupted, or the connection closed
   */
  public void read(SourcePosition from, EventHandler handler)
      throws SourceException, InterruptedException {
    Reading reading = new Reading(handler);
    Exception failure = null;
    try {
      client(from, reading).connect();
    } catch (IOException e) {
      failure = e;
    } finally {
      closeSocket();
    }
    if (closed) {
      throw new InterruptedException("closed");
    }
    throw trouble(reading.failure != null ? reading.failure : failure);
  }

  private BinaryLogClient client(SourcePosition from, Reading reading) {
    ReplicationClient client =
        new ReplicationClient(
            access.host(),
            access.port(),
            access.user(),
            access.password(),
            from,
            heartbeat,
            strict);
    client.setServerId(serverId);
    client.setConnectTimeout(access.connectTimeout().toMillis());
    client.setSSLMode(
        switch (access.tls()) {
          case DISABLED -> SSLMode.DISABLED;
          case PREFERRED -> SSLMode.PREFERRED;
          case REQUIRED -> SSLMode.REQUIRED;
          case VERIFY_CA, VERIFY_IDENTITY -> SSLMode.VERIFY_CA;
        });
    if (access.tls().verifies()) {
      client.setSslSocketFactory(new VerifyingSocketFactory(access));
    }
    client.setSocketFactory(this::newSocket);
    client.setThreadFactory(
        task -> {
          Thread thread = new Thread(task);
          thread.setDaemon(true);
          return thread;
        });
    client.registerLifecycleListener(reading);
    return client;
  }

  private Socket newSocket() throws SocketException {
    Socket created = new Socket();
    created.setSoTimeout(silenceMillis());
    created.setTcpNoDelay(true);
    socket = created;
    if (closed) {
      closeSocket();
    }
    return created;
  }

  /** How long the server may be silent before the connection counts as dead. */
  private int silenceMillis() {
    long heartbeats = heartbeat.toMillis() * SILENT_HEARTBEATS;
    return (int) Math.min(Integer.MAX_VALUE, Math.max(MINIMUM_SILENCE_MILLIS, heartbeats));
  }

  private SourceException trouble(@Nullable Exception failure) throws InterruptedException {
    if (failure instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    if (failure instanceof SourceException trouble) {
      return trouble;
    }
    if (failure instanceof SocketTimeoutException) {
      return new SourceException(
          Kind.UNREACHABLE,
          "database "
              + access.address()
              + " has sent nothing for "
              + silenceMillis()
              + " ms, not even a heartbeat");
    }
    if (failure instanceof RuntimeException) {
      return new SourceException(
          Kind.UNDECODABLE,
          "the binlog of database " + access.address() + " cannot be read: " + failure,
          failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ServerException refusal) {
        return ServerRefusal.of(refusal, access);
      }
    }
    return ServerTrouble.unreachable(
        failure != null ? failure : new EOFException("the server closed the connection"), access);
  }

  private void closeSocket() {
    Socket open = socket;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LIBRARY_LOGGERS.get(0).log(Level.FINE, "closing the connection", e);
      }
    }
  }

  /** Makes {@link #read} return. */
  @Override
  public void close() {
    closed = true;
    closeSocket();
  }

  /**
   * Reads the events as soon as the library has logged in and asked for them, so that its own way
   * of reading, which goes on after whatever goes wrong, has nothing left to read.
   */
  private final class Reading extends BinaryLogClient.AbstractLifecycleListener {

    private final EventHandler handler;
    private @Nullable Exception failure;

    Reading(EventHandler handler) {
      this.handler = handler;
    }

    @Override
    public void onConnect(BinaryLogClient client) {
      try {
        new EventReader(((ReplicationClient) client).stream(), handler, PAUSE_MILLIS).run();
      } catch (IOException | SourceException | InterruptedException | RuntimeException e) {
        failure = e;
      } finally {
        closeSocket();
      }
    }

    @Override
    public void onCommunicationFailure(BinaryLogClient client, Exception cause) {
      if (failure == null) {
        failure = cause;
      }
    }
  }
}
