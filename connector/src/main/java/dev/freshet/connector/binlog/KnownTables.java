package dev.freshet.connector.binlog;

import dev.freshet.api.change.TableName;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.schema.TableDefinitions;
import dev.freshet.connector.value.UndecodableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The mapped tables that there are, as far as is known: those that the server has listed, and those
 * that the stream has named. What drops a database does not name its tables. Not thread-safe.
 */
public final class KnownTables {

  /** What stands in text for bytes that are not UTF-8. */
  private static final char UNREADABLE = '\uFFFD';

  private final TableFilter filter;
  private final TableDefinitions definitions;
  private final Set<TableName> listed = new HashSet<>();

  /** When the server was first asked, by its own clock, seconds since 1970. */
  private long askedAtSeconds = Long.MAX_VALUE;

  /**
   * @param filter the tables that are mapped
   * @param definitions knows the tables that the stream has named
   */
  public KnownTables(TableFilter filter, TableDefinitions definitions) {
    this.filter = filter;
    this.definitions = definitions;
  }

  /** Asks the server. What was known before stays known, as the stream may be behind. */
  void ask(Connection connection) throws SQLException {
    listed.addAll(MappedTableNames.read(connection, filter));
    if (askedAtSeconds == Long.MAX_VALUE) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT UNIX_TIMESTAMP()")) {
        row.next();
        askedAtSeconds = row.getLong(1);
      }
    }
  }

  /**
   * The mapped tables of a database that is dropped.
   *
   * @param seconds when it was dropped, seconds since 1970
   * @throws UndecodableException if it was dropped before the server was asked, and may have had
   *     mapped tables of which nothing is known
   */
  public List<TableName> droppedWith(String database, long seconds) {
    Set<TableName> known = all();
    List<TableName> dropped =
        known.stream().filter(table -> table.database().equalsIgnoreCase(database)).toList();
    if (dropped.isEmpty() && seconds <= askedAtSeconds && mayHoldMappedTables(database, known)) {
      throw new UndecodableException(
          "database "
              + database
              + " was dropped before its tables could be listed; remove the keys of its tables from"
              + " the pools, and start again from a position after that, with the tables warmed");
    }
    return dropped;
  }

  /** Whether a name of which not all characters could be read may be that of a mapped table. */
  boolean mayBeMeant(TableName name) {
    String text = name.toString();
    if (text.indexOf(UNREADABLE) < 0) {
      return false;
    }
    String[] readable = folded(text).split(UNREADABLE + "+", -1);
    return filter.matches(name)
        || all().stream().anyMatch(table -> holds(folded(table.toString()), readable));
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Whether a text begins and ends with parts, and has the others between, none side by side. */
  private static boolean holds(String text, String[] parts) {
    if (!text.startsWith(parts[0])) {
      return false;
    }
    int at = parts[0].length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = text.indexOf(parts[i], at + 1);
      if (found < 0) {
        return false;
      }
      at = found + parts[i].length();
    }
    String last = parts[parts.length - 1];
    return text.length() - last.length() > at && text.endsWith(last);
  }

  /** All that are known. */
  Set<TableName> all() {
    Set<TableName> known = new HashSet<>(listed);
    known.addAll(definitions.tables());
    return known;
  }

  /** Whether the names of known tables, or any name, would be mapped there too. */
  private boolean mayHoldMappedTables(String database, Set<TableName> known) {
    // without any, the dropped database may have held all of them
    return known.isEmpty()
        || filter.matches(new TableName(database, "any"))
        || known.stream().anyMatch(table -> filter.matches(new TableName(database, table.table())));
  }
}
