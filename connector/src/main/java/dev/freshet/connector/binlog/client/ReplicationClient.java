package dev.freshet.connector.binlog.client;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.network.protocol.command.Command;
import com.github.shyiko.mysql.binlog.network.protocol.command.QueryCommand;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.MariadbGtidPosition;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The library's client with our own way to ask for the binlog, so that its idea of where the stream
 * stands is never in use.
 */
final class ReplicationClient extends BinaryLogClient {

  /** What a server may do without hearing from us before it gives up, in seconds. */
  private static final int SERVER_PATIENCE_SECONDS = 600;

  private final SourcePosition from;
  private final Duration heartbeat;
  private final boolean strict;

  ReplicationClient(
      String host,
      int port,
      String user,
      String password,
      SourcePosition from,
      Duration heartbeat,
      boolean strict) {
    super(host, port, user, password);
    this.from = from;
    this.heartbeat = heartbeat;
    this.strict = strict;
    // anything but null and the empty name, which make the library look for a position
    setBinlogFilename("-");
    setKeepAlive(false);
  }

  @Override
  protected void setupConnection() throws IOException {
    run("SET @master_binlog_checksum = 'CRC32'");
    run("SET @master_heartbeat_period = " + heartbeat.toNanos());
    run("SET net_write_timeout = " + SERVER_PATIENCE_SECONDS);
    if (from instanceof MariadbGtidPosition position) {
      run("SET @slave_connect_state = '" + position.gtidList() + "'");
      run("SET @slave_gtid_strict_mode = " + (strict ? 1 : 0));
      run("SET @slave_gtid_ignore_duplicates = 0");
    }
    if (Boolean.TRUE.equals(getMariaDB())) {
      run("SET @mariadb_slave_capability = 4");
    }
  }

  private void run(String statement) throws IOException {
    channel.write(new QueryCommand(statement));
    checkError(channel.read());
  }

  @Override
  protected void requestBinaryLogStream() throws IOException {
    channel.write(request());
  }

  /** What the server sends in answer to the request for its binlog. */
  InputStream stream() {
    return channel.getInputStream();
  }

  private Command request() {
    if (from instanceof GtidPosition position) {
      return DumpRequest.behind(position.executed(), getServerId());
    }
    if (from instanceof FilePosition position) {
      return DumpRequest.from(position, getServerId());
    }
    return DumpRequest.fromConnectState(getServerId());
  }
}
