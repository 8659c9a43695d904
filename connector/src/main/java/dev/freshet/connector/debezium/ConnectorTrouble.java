package dev.freshet.connector.debezium;

import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.schema.ServerFacts;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;

/** What a connector throws, as trouble of a source. */
final class ConnectorTrouble {

  private static final int LONGEST = 400;
  private static final int MOST_CAUSES = 20;

  /** Classes 08 and HY000 with a lost connection; MySQL's and MariaDB's drivers use 08. */
  private static final String CONNECTION_CLASS = "08";

  /** What the binlog library throws where bytes make no sense, with an IOException as its cause. */
  private static final String UNREADABLE_EVENT = "EventDataDeserializationException";

  private ConnectorTrouble() {}

  /** Why a connector cannot read a server. */
  static String isAnother(ServerFacts facts) {
    return "it is a " + facts.product() + " server, for which this connector is not made";
  }

  /** What to do about it. */
  static String useAnother(Product product) {
    return "set connector.class=" + product.other().className();
  }

  /** A server that is not of the connector's kind. */
  static SourceException wrongServer(ServerFacts facts, Product product, String address) {
    return new SourceException(
        Kind.MISCONFIGURED,
        "database " + address + ": " + isAnother(facts) + "; " + useAnother(product));
  }

  /**
   * What a connector threw. A lost connection may be tried again; what else Debezium says goes on
   * as it is, without what it says of rows.
   */
  static SourceException of(Throwable failure, String address) {
    if (described(failure).contains("server_uuid/server_id")) {
      return new SourceException(
          Kind.MISCONFIGURED,
          "database "
              + address
              + " ended the stream because another replica came with our server id; give each"
              + " reader a database.server.id of its own",
          failure);
    }
    if (described(failure).contains("the checksum that")) {
      return new SourceException(
          Kind.MISCONFIGURED,
          "database "
              + address
              + " has checksums in its binlog, but none are set now, which Debezium cannot follow;"
              + " run SET GLOBAL binlog_checksum=CRC32, also in its configuration",
          failure);
    }
    if (isLoss(failure)) {
      return new SourceException(
          Kind.UNREACHABLE,
          "database " + address + ": Debezium lost the connection: " + described(failure),
          failure);
    }
    return new SourceException(
        Kind.UNDECODABLE,
        "Debezium's connector stopped at database "
            + address
            + ": "
            + described(failure)
            + "; FRESHET_DEBEZIUM_LOG_LEVEL=INFO in the environment has its own log tell more, row data"
            + " among it; if it cannot be mended, start from the latest position with"
            + " the tables warmed, or use connector.class=binlog",
        failure);
  }

  private static boolean isLoss(Throwable failure) {
    Throwable at = failure;
    boolean inEvent = false;
    for (int i = 0; i < MOST_CAUSES && at != null; i++) {
      if (at instanceof SocketException
          || at instanceof SSLException
          || at instanceof EOFException
          || at instanceof SocketTimeoutException) {
        return true;
      }
      inEvent |= at.getClass().getSimpleName().equals(UNREADABLE_EVENT);
      if (!inEvent && (at instanceof RetriableException || at instanceof IOException)) {
        return true;
      }
      if (at instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().startsWith(CONNECTION_CLASS)) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  /** The innermost cause: Debezium's outer ones say that something failed, and not what. */
  private static String described(Throwable failure) {
    Throwable innermost = failure;
    for (int i = 0; i < MOST_CAUSES && innermost.getCause() != null; i++) {
      innermost = innermost.getCause();
    }
    // others may name a value of a row
    boolean isOfStream =
        innermost instanceof SQLException
            || innermost instanceof IOException
            || innermost instanceof ConnectException
            || innermost.getClass().getName().startsWith("io.debezium.");
    if (!isOfStream) {
      return innermost.getClass().getName();
    }
    String message = String.valueOf(innermost.getMessage()).strip();
    String line = message.lines().findFirst().orElse("");
    return innermost.getClass().getSimpleName()
        + ": "
        + (line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line);
  }
}
