package dev.freshet.connector.position;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The global transaction id of a MariaDB transaction.
 *
 * @param domain the replication domain, an unsigned 32-bit number
 * @param server the server that wrote the transaction, an unsigned 32-bit number
 * @param sequence the transaction's number in its domain
 */
public record MariadbGtid(long domain, long server, long sequence) {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,10})-(\\d{1,10})-(\\d{1,20})");

  /**
   * Reads {@code domain-server-sequence}.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static MariadbGtid parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a GTID of MariaDB");
    }
    return new MariadbGtid(
        Long.parseLong(matcher.group(1)),
        Long.parseLong(matcher.group(2)),
        Long.parseUnsignedLong(matcher.group(3)));
  }

  @Override
  public String toString() {
    return domain + "-" + server + "-" + Long.toUnsignedString(sequence);
  }
}
