package dev.freshet.connector.position;

/** Reads what the positions of this package write as their text. */
public final class PositionText {

  private PositionText() {}

  /**
   * Reads a position.
   *
   * @throws IllegalArgumentException if the text is none of {@code gtid:…}, {@code mariadb-gtid:…},
   *     {@code file:NAME:OFFSET}
   */
  public static BinlogPosition parse(String text) {
    if (text.startsWith(GtidPosition.PREFIX)) {
      return GtidPosition.behind(GtidSet.parse(text.substring(GtidPosition.PREFIX.length())));
    }
    if (text.startsWith(MariadbGtidPosition.PREFIX)) {
      return MariadbGtidPosition.parse(text.substring(MariadbGtidPosition.PREFIX.length()));
    }
    if (text.startsWith(FilePosition.PREFIX)) {
      return FilePosition.parse(text.substring(FilePosition.PREFIX.length()));
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is not a binlog position: it begins with none of gtid:, mariadb-gtid:, file:");
  }
}
