package dev.freshet.connector.binlog.client;

import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.position.LostPosition;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.ServerTrouble;
import java.util.List;
import java.util.Locale;

/** What the error that a server sends in place of its binlog means. */
final class ServerRefusal {

  /** ER_MASTER_FATAL_ERROR_READING_BINLOG: one number for many things that differ by message. */
  private static final int CANNOT_READ_BINLOG = 1236;

  /** ER_SLAVE_SAME_ID of MariaDB: another replica has come with the same id. */
  private static final int SAME_ID = 4052;

  private static final List<String> POSITION_IS_GONE =
      List.of(
          "purged",
          "could not find",
          "not in the master's binlog",
          "not found in binlog",
          "missing the gtid",
          "too old",
          "has more gtids",
          "has gtids that",
          "impossible position",
          "unknown binlog");

  private ServerRefusal() {}

  static SourceException of(ServerException failure, ServerAccess access) {
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    if (failure.getErrorCode() == CANNOT_READ_BINLOG) {
      return cannotRead(message, failure, access);
    }
    if (failure.getErrorCode() == SAME_ID) {
      return sameId(message, failure, access);
    }
    if (failure instanceof AuthenticationException && failure.getErrorCode() == 0) {
      return new SourceException(
          Kind.REFUSED,
          "database "
              + access.address()
              + " and user '"
              + access.user()
              + "' cannot agree on how to log in: "
              + message,
          failure);
    }
    return ServerTrouble.ofServer(failure.getErrorCode(), message, failure, access);
  }

  private static SourceException cannotRead(
      String message, ServerException failure, ServerAccess access) {
    String lowerCase = message.toLowerCase(Locale.ROOT);
    if (lowerCase.contains("same server_uuid") || lowerCase.contains("same server_id")) {
      return sameId(message, failure, access);
    }
    if (POSITION_IS_GONE.stream().anyMatch(lowerCase::contains)) {
      return new SourceException(
          Kind.POSITION_LOST,
          "database "
              + access.address()
              + " no longer has the position to read from: "
              + message
              + LostPosition.REMEDY
              + ", and let the server keep its binlog longer (binlog_expire_logs_seconds)",
          failure);
    }
    return new SourceException(
        Kind.UNDECODABLE,
        "database " + access.address() + " cannot read its own binlog: " + message,
        failure);
  }

  private static SourceException sameId(
      String message, ServerException failure, ServerAccess access) {
    return new SourceException(
        Kind.DISPLACED,
        "database "
            + access.address()
            + " has another replica with our server id and has ended this stream: "
            + message
            + "; it goes on after connect.backoff.max, and ends the other one's then: give each"
            + " daemon a database.server.id of its own",
        failure);
  }
}
