package dev.freshet.connector.binlog;

import dev.freshet.testkit.Flavor;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** All types that there are, with values at their ends. */
public final class TypeSamples {

  /** How the server is asked for a column's value, and how the answer is compared. */
  public enum Oracle {
    TEXT("CONVERT(%s USING utf8mb4)"),
    BYTES("HEX(%s)"),
    NUMBER("%s + 0"),
    SINGLE("CAST(%s AS DOUBLE)"),
    DOUBLE("%s"),
    JSON("CONVERT(%s USING utf8mb4)"),
    GEOMETRY("ST_AsGeoJSON(%s)"),
    VECTOR("VECTOR_TO_STRING(%s)");

    final String expression;

    Oracle(String expression) {
      this.expression = expression;
    }
  }

  /**
   * A type and values of it.
   *
   * @param name the column that is made of it
   * @param oracle how the server is asked
   * @param definition the type as it is declared
   * @param values as SQL has them
   */
  public record TypeSample(String name, Oracle oracle, String definition, List<String> values) {

    private static TypeSample of(String name, Oracle oracle, String definition, String... values) {
      return new TypeSample(name, oracle, definition, List.of(values));
    }
  }

  private static final List<TypeSample> COMMON =
      List.of(
          TypeSample.of("t1", Oracle.TEXT, "TINYINT", "-128", "127", "0", "NULL"),
          TypeSample.of("t2", Oracle.TEXT, "TINYINT UNSIGNED", "255", "128"),
          TypeSample.of("y1", Oracle.NUMBER, "YEAR", "1901", "2155", "0"),
          TypeSample.of("t3", Oracle.TEXT, "SMALLINT", "-32768", "32767"),
          TypeSample.of("t4", Oracle.TEXT, "SMALLINT UNSIGNED", "65535"),
          TypeSample.of("t5", Oracle.TEXT, "MEDIUMINT", "-8388608", "8388607"),
          TypeSample.of("t6", Oracle.TEXT, "MEDIUMINT UNSIGNED", "16777215"),
          TypeSample.of("y2", Oracle.NUMBER, "YEAR", "2000"),
          TypeSample.of("t7", Oracle.TEXT, "INT", "-2147483648", "2147483647"),
          TypeSample.of("t8", Oracle.TEXT, "INT UNSIGNED", "4294967295"),
          TypeSample.of("t9", Oracle.TEXT, "BIGINT", "-9223372036854775808", "9223372036854775807"),
          TypeSample.of("t10", Oracle.TEXT, "BIGINT UNSIGNED", "18446744073709551615"),
          TypeSample.of(
              "d1", Oracle.TEXT, "DECIMAL(10,2)", "12345678.90", "-0.01", "0", "-99999999.99"),
          TypeSample.of(
              "d2",
              Oracle.TEXT,
              "DECIMAL(65,30)",
              "-" + "9".repeat(35) + "." + "9".repeat(30),
              "0.000000000000000000000000000001",
              "1"),
          TypeSample.of("d3", Oracle.TEXT, "DECIMAL(9,0)", "123456789", "-1", "100000000"),
          TypeSample.of("d4", Oracle.TEXT, "DECIMAL(18,9)", "1.000000001", "-100000000.1"),
          TypeSample.of("d5", Oracle.TEXT, "DECIMAL(5,5)", "0.12345", "-0.00001"),
          TypeSample.of("d6", Oracle.TEXT, "DECIMAL(20,1) UNSIGNED", "1000000000000000000.5"),
          TypeSample.of("f1", Oracle.SINGLE, "FLOAT", "1.1", "-3.4e38", "0", "16777216"),
          TypeSample.of("f2", Oracle.DOUBLE, "DOUBLE", "1.1", "-1.7976931348623157e308", "2e-300"),
          TypeSample.of("f3", Oracle.DOUBLE, "DOUBLE UNSIGNED", "0.1"),
          TypeSample.of("b1", Oracle.NUMBER, "BIT(1)", "b'1'", "b'0'"),
          TypeSample.of("b2", Oracle.NUMBER, "BIT(9)", "b'101010101'"),
          TypeSample.of("b3", Oracle.NUMBER, "BIT(64)", "0xFFFFFFFFFFFFFFFE", "1"),
          TypeSample.of(
              "c1", Oracle.TEXT, "CHAR(20) CHARACTER SET utf8mb4", "'größe 😀'", "''", "'a  '"),
          TypeSample.of(
              "c2", Oracle.TEXT, "CHAR(255) CHARACTER SET utf8mb4", "'x'", "REPEAT('ü',255)"),
          TypeSample.of(
              "c3",
              Oracle.TEXT,
              "VARCHAR(20) CHARACTER SET latin1",
              "CONVERT(X'80818F9DA0FF' USING latin1)",
              "'a '"),
          TypeSample.of(
              "c4",
              Oracle.TEXT,
              "VARCHAR(1000) CHARACTER SET gbk",
              "'汉字'",
              "CONVERT(X'A1AA' USING gbk)"),
          TypeSample.of("c5", Oracle.TEXT, "VARCHAR(100) CHARACTER SET ucs2", "'ab汉'", "'ā'"),
          TypeSample.of("c6", Oracle.TEXT, "TINYTEXT CHARACTER SET utf16", "'a😀'"),
          TypeSample.of(
              "c7",
              Oracle.TEXT,
              "TEXT CHARACTER SET sjis",
              "'カタカナ'",
              "CONVERT(X'815FB1' USING sjis)"),
          TypeSample.of(
              "c8", Oracle.TEXT, "MEDIUMTEXT CHARACTER SET utf8mb4", "REPEAT('é', 70000)"),
          TypeSample.of("c9", Oracle.TEXT, "LONGTEXT CHARACTER SET utf8mb3", "'ß'"),
          TypeSample.of("c10", Oracle.TEXT, "VARCHAR(30) CHARACTER SET koi8r", "'привет'"),
          TypeSample.of("c11", Oracle.TEXT, "VARCHAR(30) CHARACTER SET armscii8", "'և'"),
          TypeSample.of("c12", Oracle.TEXT, "CHAR(10) CHARACTER SET utf32", "'a😀'"),
          TypeSample.of("c13", Oracle.TEXT, "CHAR(10) CHARACTER SET ascii", "'plain'"),
          TypeSample.of("c14", Oracle.TEXT, "TEXT CHARACTER SET ujis", "'日本'"),
          TypeSample.of(
              "c15",
              Oracle.TEXT,
              "TEXT CHARACTER SET big5",
              "'中文'",
              "CONVERT(X'A145A14EA15AA1C3A1C5A1FEA240A2CCA2CE' USING big5)"),
          TypeSample.of("c16", Oracle.TEXT, "TEXT CHARACTER SET euckr", "'한국'", "'똠방각하 펲시콜라'"),
          TypeSample.of("c17", Oracle.TEXT, "TEXT CHARACTER SET cp932", "'①ｱ～'"),
          TypeSample.of("c18", Oracle.TEXT, "TEXT CHARACTER SET gb2312", "'汉字a'"),
          TypeSample.of("e1", Oracle.TEXT, "ENUM('a','it''s','ü')", "'a'", "'it''s'", "'ü'", "0"),
          TypeSample.of(
              "e2", Oracle.TEXT, "SET('x','y','ü') CHARACTER SET latin1", "'x,ü'", "''", "'y'"),
          TypeSample.of("n1", Oracle.BYTES, "BINARY(5)", "X'0100'", "X'0102030405'", "''"),
          TypeSample.of("n2", Oracle.BYTES, "VARBINARY(300)", "X'00FF00'", "''"),
          TypeSample.of("n3", Oracle.BYTES, "BLOB", "X'00FF00'", "REPEAT('a', 1000)"),
          TypeSample.of("n4", Oracle.BYTES, "TINYBLOB", "X'FF'"),
          TypeSample.of("n5", Oracle.BYTES, "LONGBLOB", "REPEAT('z', 100000)"),
          TypeSample.of("n6", Oracle.BYTES, "BINARY(255)", "X'01'"),
          TypeSample.of(
              "m1",
              Oracle.TEXT,
              "DATE",
              "'2026-11-20'",
              "'0000-00-00'",
              "'9999-12-31'",
              "'2026-00-00'"),
          TypeSample.of(
              "m2",
              Oracle.TEXT,
              "DATETIME",
              "'2026-11-20 07:45:00'",
              "'0000-00-00'",
              "'1000-01-01'"),
          TypeSample.of(
              "m3",
              Oracle.TEXT,
              "DATETIME(3)",
              "'2026-11-20 07:45:00.123'",
              "'9999-12-31 23:59:59.999'"),
          TypeSample.of("m4", Oracle.TEXT, "DATETIME(6)", "'2026-11-20 07:45:00.000001'"),
          TypeSample.of("m5", Oracle.TEXT, "DATETIME(1)", "'2026-11-20 07:45:00.9'"),
          TypeSample.of(
              "m6",
              Oracle.TEXT,
              "TIME",
              "'-838:59:59'",
              "'00:00:00'",
              "'838:59:59'",
              "'-00:00:01'"),
          TypeSample.of(
              "m7", Oracle.TEXT, "TIME(2)", "'-00:00:00.01'", "'-01:02:03.99'", "'12:00:00.5'"),
          TypeSample.of("m8", Oracle.TEXT, "TIME(4)", "'-00:00:00.0001'", "'-800:00:01.9999'"),
          TypeSample.of(
              "m9",
              Oracle.TEXT,
              "TIME(6)",
              "'-00:00:00.000001'",
              "'-838:59:58.999999'",
              "'1:2:3.4'"),
          TypeSample.of(
              "m10",
              Oracle.TEXT,
              "TIMESTAMP NULL",
              "'2026-11-20 07:45:00'",
              "0",
              "'1970-01-01 00:00:01'"),
          TypeSample.of(
              "m11",
              Oracle.TEXT,
              "TIMESTAMP(3) NULL",
              "'2038-01-19 03:14:07.999'",
              "'2024-02-29 23:59:59.5'"),
          TypeSample.of("m12", Oracle.TEXT, "TIMESTAMP(6) NULL", "'2000-12-31 23:59:59.999999'"));

  private static final List<TypeSample> GEOMETRIES =
      List.of(
          TypeSample.of("g1", Oracle.GEOMETRY, "POINT", "ST_GeomFromText('POINT(1.5 -2)')", "NULL"),
          TypeSample.of(
              "g2",
              Oracle.GEOMETRY,
              "GEOMETRY",
              "ST_GeomFromText('LINESTRING(0 0,1 1.25)')",
              "ST_GeomFromText('POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))')",
              "ST_GeomFromText('MULTIPOINT(1 2,3 4)')",
              "ST_GeomFromText('MULTILINESTRING((1 2,3 4),(5 6,7 8))')",
              "ST_GeomFromText('MULTIPOLYGON(((0 0,4 0,4 4,0 0)),((9 9,8 8,7 9,9 9)))')",
              "ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(1 2,3 4))')"));

  private static final List<TypeSample> OF_MYSQL =
      List.of(
          TypeSample.of(
              "j1",
              Oracle.JSON,
              "JSON",
              "'{\"a\": 1, \"b\": [true, false, null], \"ü\\\\n\": \"x\\\\u0001\\\\\"\\\\\\\\/\"}'",
              "'[]'",
              "'{}'",
              "'\"text\"'",
              "'1'",
              "'-1.5'",
              "'null'",
              "'[1.0, 1e100, 1e-7, 123456789012345678, 18446744073709551615, -9223372036854775808]'",
              "'[0.1, 1e15, 1e16, 123456789012345.6, 1e-14, 1e-15, 1e-16, -2.5e-20, 1e22, 5e-324]'",
              "'[32767, 32768, 65535, 65536, -32768, -32769, 2147483648, 4294967295, 4294967296]'",
              "JSON_OBJECT('dec', CAST(1234567.890 AS DECIMAL(20,5)), 'neg', CAST(-0.5 AS DECIMAL(5,3)))",
              "JSON_ARRAY(CAST('2026-11-20' AS DATE), CAST('07:45:00.12' AS TIME(2)),"
                  + " CAST('-100:00:01.5' AS TIME(6)), CAST('2026-11-20 07:45:00.123' AS DATETIME(3)))",
              "JSON_ARRAY(X'00FF', b'101', _latin1'ü', ST_GeomFromText('POINT(1 2)'))",
              "JSON_OBJECT('long', REPEAT('k', 70000), 'n', 70000)",
              "JSON_ARRAY(CAST(UNIX_TIMESTAMP() AS YEAR), TIMESTAMP'2026-01-01 00:00:00')",
              "CONCAT('[', REPEAT('[', 80), REPEAT(']', 80), ']')"),
          TypeSample.of(
              "v1",
              Oracle.VECTOR,
              "VECTOR(3)",
              "STRING_TO_VECTOR('[1, -2.5, 1e20]')",
              "STRING_TO_VECTOR('[0.1, 3.4e38, 1e-10]')"),
          TypeSample.of(
              "g3",
              Oracle.GEOMETRY,
              "GEOMETRY SRID 4326",
              "ST_GeomFromText('POINT(48.1 11.5)', 4326)"));

  private static final List<TypeSample> OF_MARIADB =
      List.of(
          TypeSample.of(
              "u1",
              Oracle.TEXT,
              "UUID",
              "'123e4567-e89b-12d3-a456-426655440000'",
              "'00000000-0000-0000-0000-000000000000'",
              "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
              "'6ccd780c-baba-1026-9564-5b8c656024db'",
              "'f81d4fae-7dec-41d0-8765-00a0c91e6b00'",
              "'0190163d-8694-739b-aea5-966c26f8ad91'",
              "'1ec9414c-232a-6b00-b3c8-9e6bdeced846'",
              "'f81d4fae-7dec-41d0-0765-00a0c91e6b00'",
              "'f81d4fae-7dec-01d0-8765-00a0c91e6b00'"),
          TypeSample.of("u2", Oracle.TEXT, "INET4", "'10.0.0.1'", "'0.0.0.0'", "'255.1.0.0'"),
          TypeSample.of(
              "u3",
              Oracle.TEXT,
              "INET6",
              "'::'",
              "'::1'",
              "'::10.0.0.1'",
              "'::ffff:10.0.0.1'",
              "'2001:db8::8:800:200c:417a'",
              "'1:0:2:0:0:3:0:0'",
              "'1:0:2:3:4:5:6:7'",
              "'fe80::'"),
          TypeSample.of(
              "j1", Oracle.JSON, "JSON", "'{\"a\" : [1,  \"x y\", \"\\\\\"  \"] }'", "'[ ]'"));

  private TypeSamples() {}

  /**
   * Makes the table {@code shop.t} with a column of each type, and has the session take any value.
   */
  public static void createTable(Statement statement, List<TypeSample> types) throws SQLException {
    statement.execute("SET NAMES utf8mb4");
    statement.execute("SET time_zone='+00:00'");
    statement.execute("SET sql_mode='ALLOW_INVALID_DATES'");
    statement.execute("CREATE DATABASE shop");
    StringBuilder create =
        new StringBuilder("CREATE TABLE shop.t (id INT PRIMARY KEY AUTO_INCREMENT");
    types.forEach(
        type -> create.append(", ").append(type.name()).append(' ').append(type.definition()));
    statement.execute(create + ") DEFAULT CHARSET utf8mb4");
  }

  /** The types of a kind of server. */
  public static List<TypeSample> of(Flavor flavor) {
    // those that the binlog treats in a way of their own come before text, and must not shift it
    List<TypeSample> types = new ArrayList<>(flavor == Flavor.MYSQL ? OF_MYSQL : OF_MARIADB);
    types.addAll(GEOMETRIES);
    types.addAll(COMMON);
    return List.copyOf(types);
  }
}
