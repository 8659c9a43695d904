package dev.freshet.connector.debezium;

import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.GtidSet;
import dev.freshet.connector.position.MariadbGtidPosition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of Debezium's history of table definitions: a JSON object that begins with {@code source},
 * which names the server, and {@code position}. Both are flat. Format: Debezium's class
 * HistoryRecord.
 *
 * @param text the line
 * @param position a place in front of the definition
 */
record HistoryLine(String text, BinlogPosition position) {

  private static final Pattern SOURCE = Pattern.compile("\"source\"\\s*:\\s*\\{[^{}]*}");
  private static final Pattern POSITION = Pattern.compile("\"position\"\\s*:\\s*\\{([^{}]*)}");
  private static final Pattern WRITTEN = Pattern.compile("\"ts_ms\"\\s*:\\s*\\d+");
  private static final Pattern GTIDS = Pattern.compile("\"gtids\"\\s*:\\s*\"([^\"]*)\"");
  private static final Pattern FILE = Pattern.compile("\"file\"\\s*:\\s*\"([^\"]*)\"");
  private static final Pattern OFFSET = Pattern.compile("\"pos\"\\s*:\\s*(\\d+)");

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it tells no place
   */
  static HistoryLine parse(String text) {
    Matcher position = POSITION.matcher(text);
    if (!position.find()) {
      throw new IllegalArgumentException("a line has no position");
    }
    String fields = position.group(1);
    Matcher gtids = GTIDS.matcher(fields);
    if (gtids.find() && !gtids.group(1).isEmpty()) {
      return new HistoryLine(text, gtidPosition(gtids.group(1)));
    }
    Matcher file = FILE.matcher(fields);
    Matcher offset = OFFSET.matcher(fields);
    if (!file.find() || !offset.find()) {
      throw new IllegalArgumentException("the position of a line has neither GTIDs nor a file");
    }
    return new HistoryLine(text, new FilePosition(file.group(1), Long.parseLong(offset.group(1))));
  }

  /** MySQL's GTIDs have colons in them, MariaDB's have not. */
  static BinlogPosition gtidPosition(String gtids) {
    return gtids.indexOf(':') < 0
        ? MariadbGtidPosition.parse(gtids)
        : GtidPosition.behind(GtidSet.parse(gtids));
  }

  /** What lines have in common that tell the same. */
  String identity() {
    return WRITTEN.matcher(SOURCE.matcher(text).replaceFirst("")).replaceFirst("");
  }

  /** The line as a stream needs it that has another name for the server. */
  String withServer(String name) {
    return SOURCE
        .matcher(text)
        .replaceFirst(Matcher.quoteReplacement("\"source\":{\"server\":\"" + name + "\"}"));
  }
}
