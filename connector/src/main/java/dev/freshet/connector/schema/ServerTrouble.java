package dev.freshet.connector.schema;

import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Puts what a server or a connection to it complains about into words, with the remedy. */
public final class ServerTrouble {

  private static final int TOO_MANY_CONNECTIONS = 1040;
  private static final int SHUTTING_DOWN = 1053;
  private static final int HOST_BLOCKED = 1129;
  private static final int HOST_NOT_ALLOWED = 1130;

  private ServerTrouble() {}

  /** What a failed statement or login over JDBC means. */
  public static SourceException of(SQLException failure, ServerAccess access) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    if (isTls(failure)) {
      return tls(failure, access);
    }
    if (failure.getErrorCode() == 0 || state.startsWith("08")) {
      if (failure.getErrorCode() > 0) {
        return ofServer(failure.getErrorCode(), failure.getMessage(), failure, access);
      }
      return unreachable(failure, access);
    }
    return ofServer(failure.getErrorCode(), failure.getMessage(), failure, access);
  }

  /** What an error that the server itself has sent means. */
  public static SourceException ofServer(
      int code, @Nullable String message, Throwable failure, ServerAccess access) {
    return switch (code) {
      case TOO_MANY_CONNECTIONS, SHUTTING_DOWN, HOST_BLOCKED ->
          new SourceException(
              Kind.UNREACHABLE,
              "database " + access.address() + " takes no connections now: " + message,
              failure);
      case 1045, 1698, HOST_NOT_ALLOWED, 1820, 1862, 3118, 3159 ->
          new SourceException(
              Kind.REFUSED,
              "database "
                  + access.address()
                  + " refuses user '"
                  + access.user()
                  + "': "
                  + message
                  + "; check database.user, database.password and the account's host",
              failure);
      case 1044, 1142, 1143, 1227, 1370 ->
          new SourceException(
              Kind.REFUSED,
              "user '"
                  + access.user()
                  + "' lacks a privilege on database "
                  + access.address()
                  + ": "
                  + message
                  + "; as an administrator run GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT"
                  + " ON *.* TO '"
                  + access.user()
                  + "'",
              failure);
      default ->
          new SourceException(
              Kind.UNREACHABLE,
              "database " + access.address() + " answers with error " + code + ": " + message,
              failure);
    };
  }

  /** A server that cannot be talked to. */
  public static SourceException unreachable(Throwable failure, ServerAccess access) {
    if (isTls(failure)) {
      return tls(failure, access);
    }
    return new SourceException(
        Kind.UNREACHABLE,
        "database "
            + access.address()
            + " cannot be reached: "
            + innermostMessage(failure)
            + "; check database.hostname and database.port, or database.hosts, and that the server"
            + " runs",
        failure);
  }

  private static SourceException tls(Throwable failure, ServerAccess access) {
    return new SourceException(
        Kind.MISCONFIGURED,
        "database "
            + access.address()
            + " cannot be talked to with database.ssl.mode="
            + access.tls().name().toLowerCase(Locale.ROOT)
            + ": "
            + innermostMessage(failure)
            + "; check the server's certificate and database.ssl.truststore, or choose another"
            + " mode",
        failure);
  }

  /** Whether TLS cannot be had until somebody changes something; a lost handshake is no such. */
  private static boolean isTls(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLPeerUnverifiedException
          || cause instanceof GeneralSecurityException
          || (cause instanceof SSLException && !isConnectionLoss(cause))
          || saysTlsIsMissing(cause)
          || saysCertificateIsNotTrusted(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Java reports a connection that ends during the handshake as a failure of the handshake. */
  private static boolean isConnectionLoss(Throwable handshake) {
    for (Throwable cause = handshake; cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException
          || cause instanceof SocketException
          || cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }

  /** Whether a failed login says that the server has no TLS. */
  static boolean saysTlsIsMissing(Throwable failure) {
    String message = failure.getMessage();
    return message != null
        && (message.contains("ssl not enabled in the server")
            || message.contains("does not support SSL"));
  }

  /** Whether the driver says what it does not tell by the kind of its exception. */
  private static boolean saysCertificateIsNotTrusted(Throwable failure) {
    String message = failure.getMessage();
    return message != null
        && (message.contains("Self signed certificates")
            || message.contains("SSL hostname verification failed"));
  }

  private static String innermostMessage(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    return message == null || message.isBlank()
        ? innermost.getClass().getSimpleName()
        // what the driver adds below is advice for others
        : message.strip().lines().findFirst().orElse(message);
  }
}
