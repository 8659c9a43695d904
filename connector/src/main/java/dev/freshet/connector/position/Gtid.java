package dev.freshet.connector.position;

/**
 * The global transaction id of a MySQL transaction.
 *
 * @param source what numbers it
 * @param number its number
 */
public record Gtid(GtidSource source, long number) {

  /** {@code uuid:number} or {@code uuid:tag:number}. */
  @Override
  public String toString() {
    return source + ":" + number;
  }
}
