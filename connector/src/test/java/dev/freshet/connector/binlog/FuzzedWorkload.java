package dev.freshet.connector.binlog;

import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes a binlog that has something of everything that a stream can follow. */
final class FuzzedWorkload {

  private static final String COLUMNS =
      "id INT UNSIGNED PRIMARY KEY, t TINYINT, s SMALLINT, m MEDIUMINT, b BIGINT UNSIGNED, f FLOAT,"
          + " d DOUBLE, n DECIMAL(65,30), k DECIMAL(7,3), bits BIT(33), y YEAR, da DATE, ti TIME(6),"
          + " dt DATETIME(3), ts TIMESTAMP(2) NULL, c CHAR(30), v VARCHAR(300), g VARCHAR(40)"
          + " CHARACTER SET gbk, l VARCHAR(40) CHARACTER SET latin1, bi BINARY(8), vb VARBINARY(40),"
          + " tx MEDIUMTEXT, bl TINYBLOB, e ENUM('a','b','c'), st SET('x','y','z'), j JSON, p POINT,"
          + " gc GEOMETRY";

  private FuzzedWorkload() {}

  static void run(Flavor flavor, Connection connection, Statement statement) throws SQLException {
    for (String sql :
        new String[] {
          "CREATE DATABASE shop",
          "CREATE DATABASE other",
          "CREATE TABLE shop.wide (" + COLUMNS + ")",
          "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(50))",
          "CREATE TABLE other.logs (id INT PRIMARY KEY AUTO_INCREMENT, line TEXT)",
          "CREATE TABLE shop.plain (id INT PRIMARY KEY) ENGINE=MyISAM"
        }) {
      statement.execute(sql);
    }
    connection.setAutoCommit(false);
    for (int i = 0; i < 12; i++) {
      if (flavor == Flavor.MYSQL) {
        statement.execute("SET binlog_transaction_compression=" + i % 2);
      }
      wide(statement, i);
      statement.execute("INSERT INTO shop.users VALUES (" + i + ", 'u'), (" + (i + 50) + ", NULL)");
      statement.execute("SAVEPOINT s");
      statement.execute("UPDATE shop.users SET name=REPEAT('n', 40) WHERE id=" + i);
      statement.execute("INSERT INTO other.logs (line) VALUES ('not mapped')");
      if (i % 3 == 0) {
        statement.execute("ROLLBACK TO s");
      }
      statement.execute("UPDATE shop.wide SET v=REVERSE(v), t=-t, j=NULL WHERE id<" + i);
      connection.commit();
      statement.execute("INSERT INTO shop.plain VALUES (" + i + ")");
      statement.execute("DELETE FROM shop.users WHERE id=" + (i + 50));
      connection.commit();
    }
    connection.setAutoCommit(true);
    statement.execute("ALTER TABLE shop.users ADD COLUMN age TINYINT FIRST");
    statement.execute("INSERT INTO shop.users VALUES (1, 100, 'x'), (2, 101, 'y')");
    statement.execute("SET SESSION binlog_format=STATEMENT");
    statement.execute("INSERT INTO other.logs (line) VALUES ('as a statement')");
    statement.execute("SET SESSION binlog_format=ROW");
    if (flavor == Flavor.MYSQL) {
      statement.execute("SET gtid_next='AUTOMATIC:blue'");
      statement.execute("INSERT INTO shop.users VALUES (3, 102, 'tagged')");
      statement.execute("SET gtid_next='AUTOMATIC'");
      statement.execute("XA START 'one'");
      statement.execute("INSERT INTO shop.users VALUES (4, 103, 'xa')");
      statement.execute("XA END 'one'");
      statement.execute("XA PREPARE 'one'");
      statement.execute("XA COMMIT 'one'");
    }
    statement.execute("TRUNCATE TABLE shop.users");
    statement.execute("RENAME TABLE shop.users TO shop.people, shop.plain TO shop.users");
    statement.execute("DROP TABLE shop.people");
  }

  private static void wide(Statement statement, int i) throws SQLException {
    statement.execute(
        "INSERT INTO shop.wide VALUES ("
            + i
            + ", -3, 300, -70000, 18446744073709551615, 1.5, -2.25e100,"
            + " 12345678901234567890.123456789, -1234.5, b'101010101', 2026, '2026-11-20',"
            + " '-12:34:56.789', '2026-11-20 07:45:00.123', '2026-11-20 07:45:00.12', 'char',"
            + " REPEAT('v', "
            + i * 12
            + "), 'gbk', 'latin', 'bin', 'varbin', REPEAT('t', 500), 'blob', 'b', 'x,z',"
            + " '{\"a\": [1, 2.5, true, null, \"text\", {\"deep\": [[], {}]}], \"b\": -70000,"
            + " \"c\": 12345678901}', ST_GeomFromText('POINT(1 2)'), ST_GeomFromText("
            + "'GEOMETRYCOLLECTION(POINT(1 2), POLYGON((0 0,4 0,4 4,0 4,0 0)),"
            + " MULTIPOINT((1 1), (2 2)), LINESTRING(0 0,1 1))'))");
  }
}
