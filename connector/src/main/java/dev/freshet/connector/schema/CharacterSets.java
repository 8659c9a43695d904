package dev.freshet.connector.schema;

import dev.freshet.connector.value.CharacterSet;
import dev.freshet.connector.value.UndecodableException;
import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The character sets of a server. Which collation belongs to which set, and what the characters of
 * sets of one or two bytes are, is asked of the server itself, so that text comes out as the server
 * would convert it. Not thread-safe.
 */
public final class CharacterSets {

  /** The id of the collation of bytes that are not text. */
  public static final int BINARY_COLLATION = 63;

  /** What Java calls the server's other sets of several bytes. */
  private static final Map<String, String> JAVA_NAMES =
      Map.ofEntries(
          Map.entry("eucjpms", "x-eucJP-Open"),
          Map.entry("gb18030", "GB18030"),
          Map.entry("ujis", "EUC-JP"),
          Map.entry("ucs2", "UTF-16BE"),
          Map.entry("utf16", "UTF-16BE"),
          Map.entry("utf16le", "UTF-16LE"));

  /** Sets whose characters have one or two bytes. */
  private static final Set<String> DOUBLE_BYTE_NAMES =
      Set.of("big5", "cp932", "euckr", "gb2312", "gbk", "sjis");

  /** Sets whose bytes are UTF-8 as they are. */
  private static final Set<String> UTF8_NAMES = Set.of("utf8", "utf8mb3", "utf8mb4", "ascii");

  private static final String ALL_BYTES = allBytes();

  private final Map<Integer, String> nameOfCollation = new HashMap<>();
  private final Map<String, CharacterSet> sets = new HashMap<>();

  private static String allBytes() {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      hex.append(String.format(Locale.ROOT, "%02X", i));
    }
    return hex.toString();
  }

  /** The set of a collation if it has been met before. */
  public @Nullable CharacterSet known(int collation) {
    if (collation == BINARY_COLLATION) {
      return CharacterSet.BINARY;
    }
    String name = nameOfCollation.get(collation);
    return name == null ? null : sets.get(name);
  }

  /**
   * The set of a collation.
   *
   * @throws UndecodableException if the server has no such collation, or its set is not known here
   */
  public CharacterSet ofCollation(int collation, Connection connection) throws SQLException {
    CharacterSet known = known(collation);
    if (known != null) {
      return known;
    }
    if (!nameOfCollation.containsKey(collation)) {
      loadCollations(connection);
    }
    String name = nameOfCollation.get(collation);
    if (name == null) {
      throw new UndecodableException("the server does not know its collation " + collation);
    }
    return named(name, connection);
  }

  private void loadCollations(Connection connection) throws SQLException {
    loadCollations(connection, "SELECT ID, CHARACTER_SET_NAME FROM information_schema.COLLATIONS");
    if (ServerFacts.read(connection).mariadb()) {
      // from 10.10, collations that several character sets share have their ids here
      try (Statement statement = connection.createStatement();
          ResultSet column =
              statement.executeQuery(
                  "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA ="
                      + " 'information_schema' AND TABLE_NAME ="
                      + " 'COLLATION_CHARACTER_SET_APPLICABILITY' AND COLUMN_NAME = 'ID'")) {
        if (column.next()) {
          loadCollations(
              connection,
              "SELECT ID, CHARACTER_SET_NAME FROM"
                  + " information_schema.COLLATION_CHARACTER_SET_APPLICABILITY");
        }
      }
    }
  }

  private void loadCollations(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        int id = rows.getInt(1);
        String name = rows.getString(2);
        if (id > 0 && name != null) {
          nameOfCollation.put(id, name.toLowerCase(Locale.ROOT));
        }
      }
    }
  }

  /**
   * The set that the server calls {@code name}.
   *
   * @throws UndecodableException if it is not known here
   */
  public CharacterSet named(String name, Connection connection) throws SQLException {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    CharacterSet known = sets.get(lowerCase);
    if (known == null) {
      known = load(lowerCase, connection);
      sets.put(lowerCase, known);
    }
    return known;
  }

  private static CharacterSet load(String name, Connection connection) throws SQLException {
    if (name.equals("binary")) {
      return CharacterSet.BINARY;
    }
    if (UTF8_NAMES.contains(name)) {
      return CharacterSet.utf8(name);
    }
    if (DOUBLE_BYTE_NAMES.contains(name)) {
      return CharacterSet.doubleByte(name, singlesAndPairs(name, connection));
    }
    if (name.equals("utf32")) {
      return CharacterSet.utf32(name);
    }
    String javaName = JAVA_NAMES.get(name);
    if (javaName != null && Charset.isSupported(javaName)) {
      return CharacterSet.of(name, Charset.forName(javaName));
    }
    if (!isSingleByte(name, connection)) {
      throw new UndecodableException(
          "character set "
              + name
              + " is not known here; convert the column to utf8mb4, or leave it out");
    }
    return CharacterSet.singleByte(name, characters(name, connection));
  }

  private static boolean isSingleByte(String name, Connection connection) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "SELECT MAXLEN FROM information_schema.CHARACTER_SETS WHERE CHARACTER_SET_NAME = ?")) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getInt(1) == 1;
      }
    }
  }

  private static String characters(String name, Connection connection) throws SQLException {
    if (!name.matches("[a-z0-9_]+")) {
      throw new UndecodableException("'" + name + "' is not the name of a character set");
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT CONVERT(_" + name + " X'" + ALL_BYTES + "' USING utf8mb4)")) {
      row.next();
      return row.getString(1);
    }
  }

  /** The code point that each byte and each pair of bytes stands for; 0 where it is none. */
  private static int[] singlesAndPairs(String name, Connection connection) throws SQLException {
    String digit =
        IntStream.range(0, 16)
            .mapToObj(n -> n == 0 ? "(SELECT 0 AS n" : "SELECT " + n)
            .collect(Collectors.joining(" UNION ALL "));
    String numbers =
        "SELECT 4096 * a.n + 256 * b.n + 16 * c.n + d.n AS n FROM "
            + Stream.of("a", "b", "c", "d")
                .map(alias -> digit + ") AS " + alias)
                .collect(Collectors.joining(", "));
    int[] codePoints = new int[1 << 16];
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT n, CONVERT(CONVERT(UNHEX(LPAD(HEX(n), IF(n < 256, 2, 4), '0')) USING "
                    + name
                    + ") USING utf8mb4) FROM ("
                    + numbers
                    + ") AS numbers WHERE n < 256 OR n >= 128 * 256")) {
      while (row.next()) {
        int bytes = row.getInt(1);
        String text = row.getString(2);
        boolean isOne = text != null && text.codePointCount(0, text.length()) == 1;
        // a question mark stands for what has no character
        if (isOne && (!text.equals("?") || bytes == '?')) {
          codePoints[bytes] = text.codePointAt(0);
        }
      }
    }
    return codePoints;
  }
}
