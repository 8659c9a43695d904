package dev.freshet.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.testkit.Flavor;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A column of some type, with values of it as SQL.
 *
 * @param type as it is declared
 * @param values makes a value that is not NULL
 */
record RandomColumn(String type, Values values) {

  /** Makes values. */
  @FunctionalInterface
  interface Values {

    /** A value as it stands in a statement. */
    String next(Random random);
  }

  private static final List<String> CHARACTER_SETS =
      List.of(
          "utf8mb4",
          "utf8mb3",
          "latin1",
          "latin2",
          "gbk",
          "ucs2",
          "utf16",
          "utf16le",
          "utf32",
          "sjis",
          "cp932",
          "big5",
          "euckr",
          "gb2312",
          "ujis",
          "koi8r",
          "cp1251",
          "ascii",
          "greek",
          "hebrew",
          "cp850",
          "macroman");

  private static final List<String> LETTERS =
      List.of(
          "a", "Z", "0", " ", "'", "\\", "\"", "\n", "\t", "\u0001", "\u007f", "%", "/", "ü", "ß",
          "é", "€", "Ж", "я", "א", "α", "漢", "字", "カ", "ｱ", "한", "～", "😀", "𠀋", "\u200b",
          "\ufeff", "<", "&", "\u2028");

  private static final List<String> FRACTIONS =
      List.of("", "(1)", "(2)", "(3)", "(4)", "(5)", "(6)");

  /** A column of any type that a server of this flavor has. */
  static RandomColumn of(Flavor flavor, Random random) {
    return flavor == Flavor.MYSQL && random.nextInt(6) == 0
        ? ofMysql(random)
        : common(flavor, random);
  }

  private static RandomColumn common(Flavor flavor, Random random) {
    return switch (random.nextInt(13)) {
      case 0, 1 -> integer(random);
      case 2 -> decimal(random);
      case 3 -> floating(random);
      case 4 -> bits(random);
      case 5, 6 -> text(random);
      case 7 -> binary(random);
      case 8 -> members(random);
      case 9 -> date(random);
      case 10 -> time(random);
      case 11 -> timestamp(random);
      default -> flavor == Flavor.MYSQL ? geometry(0, random) : ofMariadb(random);
    };
  }

  private static RandomColumn integer(Random random) {
    List<String> types = List.of("TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT");
    int index = random.nextInt(5);
    int bits = List.of(8, 16, 24, 32, 64).get(index);
    String attribute = List.of("", " UNSIGNED", " UNSIGNED ZEROFILL").get(random.nextInt(3));
    boolean unsigned = !attribute.isEmpty();
    return new RandomColumn(
        types.get(index) + attribute,
        values -> {
          long any = values.nextLong() >>> (64 - bits);
          String largest = Long.toUnsignedString(-1L >>> (unsigned ? 64 - bits : 65 - bits));
          return switch (values.nextInt(6)) {
            case 0 -> "0";
            case 1 -> largest;
            case 2 -> unsigned ? "1" : "-" + largest + " - 1";
            case 3 -> unsigned ? Long.toUnsignedString(any) : "-1";
            default ->
                unsigned
                    ? Long.toUnsignedString(any)
                    : Long.toString(values.nextLong() >> (64 - bits));
          };
        });
  }

  private static RandomColumn decimal(Random random) {
    int precision = random.nextInt(4) == 0 ? 65 : 1 + random.nextInt(65);
    int scale =
        random.nextInt(4) == 0
            ? Math.min(30, precision)
            : random.nextInt(Math.min(30, precision) + 1);
    String sign = random.nextInt(4) == 0 ? " UNSIGNED" : "";
    return new RandomColumn(
        "DECIMAL(%d,%d)%s".formatted(precision, scale, sign),
        values -> {
          String digits =
              values.nextInt(4) == 0
                  ? "9".repeat(precision)
                  : values
                      .ints(1 + values.nextInt(precision), 0, 10)
                      .mapToObj(Integer::toString)
                      .collect(Collectors.joining());
          String padded = "0".repeat(Math.max(0, scale + 1 - digits.length())) + digits;
          int point = padded.length() - scale;
          return (sign.isEmpty() && values.nextBoolean() ? "-" : "")
              + padded.substring(0, point)
              + (scale == 0 ? "" : "." + padded.substring(point));
        });
  }

  private static RandomColumn floating(Random random) {
    String type =
        List.of("FLOAT", "DOUBLE", "DOUBLE UNSIGNED", "DOUBLE(12,3)", "FLOAT(8,2)")
            .get(random.nextInt(5));
    boolean single = type.startsWith("FLOAT");
    return new RandomColumn(
        type,
        values ->
            switch (values.nextInt(6)) {
              case 0 -> "0";
              case 1 -> single ? "-3.402823466e38" : "1.7976931348623157e308";
              case 2 -> single ? "1.17549435e-38" : "2.2250738585072014e-308";
              case 3 -> Integer.toString(values.nextInt(1 << 25));
              case 4 -> String.format(Locale.ROOT, "%.3f", values.nextDouble() * 1000);
              default -> anyDouble(single, values);
            });
  }

  private static String anyDouble(boolean single, Random values) {
    double number =
        single
            ? Float.intBitsToFloat(values.nextInt())
            : Double.longBitsToDouble(values.nextLong());
    return Double.isFinite(number) ? Double.toString(number) : "-0.5";
  }

  private static RandomColumn bits(Random random) {
    int bits = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(64);
    return new RandomColumn(
        "BIT(" + bits + ")",
        values -> {
          long number = values.nextInt(4) == 0 ? -1L : values.nextLong();
          return "b'" + Long.toBinaryString(number >>> (64 - bits)) + "'";
        });
  }

  private static RandomColumn text(Random random) {
    String type =
        List.of(
                "CHAR(7)",
                "CHAR(60)",
                "VARCHAR(1)",
                "VARCHAR(40)",
                "VARCHAR(90)",
                "TINYTEXT",
                "TEXT",
                "MEDIUMTEXT",
                "LONGTEXT")
            .get(random.nextInt(9));
    String characterSet = CHARACTER_SETS.get(random.nextInt(CHARACTER_SETS.size()));
    return new RandomColumn(
        type + " CHARACTER SET " + characterSet,
        values -> {
          StringBuilder text = new StringBuilder();
          int length = values.nextInt(5) == 0 ? values.nextInt(70) : values.nextInt(8);
          for (int i = 0; i < length; i++) {
            text.append(LETTERS.get(values.nextInt(LETTERS.size())));
          }
          if (values.nextInt(6) == 0) {
            text.append("  ");
          }
          return text.isEmpty()
              ? "''"
              : "_utf8mb4 X'" + HexFormat.of().formatHex(text.toString().getBytes(UTF_8)) + "'";
        });
  }

  private static RandomColumn binary(Random random) {
    String type =
        List.of(
                "BINARY(1)",
                "BINARY(16)",
                "BINARY(255)",
                "VARBINARY(9)",
                "VARBINARY(300)",
                "TINYBLOB",
                "BLOB",
                "MEDIUMBLOB",
                "LONGBLOB")
            .get(random.nextInt(9));
    return new RandomColumn(
        type,
        values -> {
          byte[] bytes = new byte[values.nextInt(12)];
          values.nextBytes(bytes);
          return "X'"
              + HexFormat.of().formatHex(bytes)
              + (values.nextInt(3) == 0 ? "0000" : "")
              + "'";
        });
  }

  private static RandomColumn members(Random random) {
    boolean isEnum = random.nextBoolean();
    int count = random.nextInt(5) == 0 ? (isEnum ? 300 : 64) : 1 + random.nextInt(9);
    String names =
        IntStream.range(0, count)
            .mapToObj(i -> List.of("'m%d'", "'it''s %d'", "'ü%d'").get(i % 3).formatted(i))
            .collect(Collectors.joining(","));
    String characterSet = List.of("utf8mb4", "latin1", "ucs2").get(random.nextInt(3));
    return new RandomColumn(
        (isEnum ? "ENUM(" : "SET(") + names + ") CHARACTER SET " + characterSet,
        values -> {
          if (isEnum) {
            return Integer.toString(values.nextInt(count + 1));
          }
          long all = -1L >>> (64 - count);
          return Long.toUnsignedString(values.nextInt(4) == 0 ? all : values.nextLong() & all);
        });
  }

  private static String day(Random values) {
    return switch (values.nextInt(7)) {
      case 0 -> "0000-00-00";
      case 1 -> "9999-12-31";
      case 2 -> "1000-01-01";
      case 3 -> "%04d-00-00".formatted(values.nextInt(10_000));
      case 4 -> "2026-02-31";
      default ->
          "%04d-%02d-%02d"
              .formatted(values.nextInt(10_000), 1 + values.nextInt(12), 1 + values.nextInt(28));
    };
  }

  private static String clock(Random values) {
    return "%02d:%02d:%02d%s"
        .formatted(values.nextInt(24), values.nextInt(60), values.nextInt(60), fraction(values));
  }

  private static String fraction(Random values) {
    return switch (values.nextInt(4)) {
      case 0 -> "";
      case 1 -> ".000001";
      case 2 -> ".9";
      default -> ".%06d".formatted(values.nextInt(1_000_000));
    };
  }

  private static RandomColumn date(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new RandomColumn("DATE", values -> "'" + day(values) + "'");
      case 1 ->
          new RandomColumn(
              "YEAR",
              values -> Integer.toString(values.nextInt(5) == 0 ? 0 : 1901 + values.nextInt(255)));
      default ->
          new RandomColumn(
              "DATETIME" + FRACTIONS.get(random.nextInt(7)),
              values -> {
                String day = day(values);
                return "'"
                    + day
                    + (day.startsWith("0000-00") || values.nextInt(8) == 0
                        ? " 00:00:00"
                        : " " + clock(values))
                    + "'";
              });
    };
  }

  private static RandomColumn time(Random random) {
    return new RandomColumn(
        "TIME" + FRACTIONS.get(random.nextInt(7)),
        values ->
            switch (values.nextInt(5)) {
              case 0 -> "'-838:59:59'";
              case 1 -> "'838:59:59'";
              case 2 -> "'-00:00:00.000001'";
              default ->
                  "'%s%d:%02d:%02d%s'"
                      .formatted(
                          values.nextBoolean() ? "-" : "",
                          values.nextInt(838),
                          values.nextInt(60),
                          values.nextInt(60),
                          fraction(values));
            });
  }

  /** Among them those that a clock shows twice. */
  private static RandomColumn timestamp(Random random) {
    return new RandomColumn(
        "TIMESTAMP" + FRACTIONS.get(random.nextInt(7)) + " NULL",
        values ->
            switch (values.nextInt(6)) {
              case 0 -> "0";
              case 1 -> "FROM_UNIXTIME(1)";
              case 2 -> "FROM_UNIXTIME(2147483647.999999)";
              // the end of summer time in Europe in 2026
              case 3 -> "FROM_UNIXTIME(%d.5)".formatted(1_792_886_400 + values.nextInt(10_800));
              default ->
                  "FROM_UNIXTIME(%d.%06d)"
                      .formatted(
                          1 + values.nextInt(Integer.MAX_VALUE - 1), values.nextInt(1_000_000));
            });
  }

  private static RandomColumn ofMysql(Random random) {
    return switch (random.nextInt(4)) {
      case 0, 1 -> new RandomColumn("JSON", RandomColumn::document);
      case 2 -> geometry(random.nextBoolean() ? 4326 : 0, random);
      default -> {
        int length = 1 + random.nextInt(4);
        yield new RandomColumn(
            "VECTOR(" + length + ")",
            values -> {
              StringJoiner numbers = new StringJoiner(",", "STRING_TO_VECTOR('[", "]')");
              for (int i = 0; i < length; i++) {
                // the server takes no numbers that are smaller than normal ones
                numbers.add(Float.toString(values.nextFloat() * values.nextInt() + 1e-30f));
              }
              return numbers.toString();
            });
      }
    };
  }

  private static RandomColumn ofMariadb(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> new RandomColumn("JSON", values -> "'" + plain(values, 0) + "'");
      case 1 -> geometry(0, random);
      case 2 ->
          new RandomColumn(
              "UUID",
              values -> "'" + new java.util.UUID(values.nextLong(), values.nextLong()) + "'");
      case 3 ->
          new RandomColumn(
              "INET6",
              values -> {
                StringJoiner groups = new StringJoiner(":", "'", "'");
                for (int i = 0; i < 8; i++) {
                  groups.add(
                      values.nextInt(3) == 0 ? "0" : Integer.toHexString(values.nextInt(65_536)));
                }
                return groups.toString();
              });
      default ->
          new RandomColumn(
              "INET4",
              values ->
                  "'%d.%d.%d.%d'"
                      .formatted(
                          values.nextInt(256),
                          values.nextInt(256),
                          values.nextInt(256),
                          values.nextInt(256)));
    };
  }

  private static RandomColumn geometry(int srid, Random random) {
    List<String> types =
        List.of(
            "GEOMETRY",
            "POINT",
            "LINESTRING",
            "POLYGON",
            "MULTIPOINT",
            "MULTILINESTRING",
            "MULTIPOLYGON",
            "GEOMETRYCOLLECTION");
    String type = types.get(random.nextInt(types.size()));
    return new RandomColumn(
        type + (srid == 0 ? "" : " SRID " + srid),
        values -> {
          String shape = type.equals("GEOMETRY") ? types.get(1 + values.nextInt(7)) : type;
          return "ST_GeomFromText('%s', %d)".formatted(shape(shape, values), srid);
        });
  }

  private static String shape(String type, Random values) {
    String ring = "(0 0,4 0,4 4,0 0)";
    return switch (type) {
      case "POINT" -> "POINT(" + point(values) + ")";
      case "LINESTRING" -> "LINESTRING(" + point(values) + "," + point(values) + ",1 1)";
      case "POLYGON" -> "POLYGON(" + ring + ",(1 0.5,2 0.5,2 1,1 0.5))";
      case "MULTIPOINT" -> "MULTIPOINT(" + point(values) + "," + point(values) + ")";
      case "MULTILINESTRING" -> "MULTILINESTRING((" + point(values) + ",2 2),(1 1,3 3))";
      case "MULTIPOLYGON" -> "MULTIPOLYGON((" + ring + "),((9 9,8 8,7 9,9 9)))";
      default ->
          "GEOMETRYCOLLECTION(" + shape("POINT", values) + "," + shape("LINESTRING", values) + ")";
    };
  }

  private static String point(Random values) {
    return values.nextInt(80)
        + (values.nextBoolean() ? "." + values.nextInt(1000) : "")
        + " -"
        + values.nextInt(80);
  }

  /** A document with what JSON itself does not have, too. */
  private static String document(Random values) {
    return switch (values.nextInt(4)) {
      case 0 ->
          "JSON_OBJECT('d', CAST(%d.%d AS DECIMAL(20,5)), 'x', X'00FF%02x')"
              .formatted(values.nextInt(), values.nextInt(1000), values.nextInt(256));
      case 1 ->
          "JSON_ARRAY(CAST('2026-11-%02d' AS DATE), CAST('-%d:00:00.5' AS TIME(6)), CAST('2026-11-20 07:45:00.%03d' AS DATETIME(3)), b'101', TRUE)"
              .formatted(1 + values.nextInt(30), values.nextInt(800), values.nextInt(1000));
      default -> "'" + plain(values, 0) + "'";
    };
  }

  /** A document as it stands inside of quotes in a statement. */
  private static String plain(Random values, int depth) {
    return switch (values.nextInt(depth > 3 ? 6 : 8)) {
      case 0 -> List.of("null", "true", "false").get(values.nextInt(3));
      case 1 -> Long.toString(values.nextLong() >> values.nextInt(64));
      case 2 -> anyDouble(false, values);
      case 3 -> "\"a\\\\n\\\\u0001\\\\\\\\ ü😀/<" + values.nextInt(10) + "\"";
      case 4 -> "18446744073709551615";
      case 5 -> List.of("0.1", "1e22", "1.0", "-0.0", "123456789012345680").get(values.nextInt(5));
      case 6 -> {
        List<String> elements = new ArrayList<>();
        for (int i = values.nextInt(4); i > 0; i--) {
          elements.add(plain(values, depth + 1));
        }
        yield "[" + String.join(", ", elements) + "]";
      }
      default -> {
        List<String> members = new ArrayList<>();
        for (int i = values.nextInt(4); i > 0; i--) {
          members.add(
              "\"" + "k".repeat(values.nextInt(3)) + i + "\" : " + plain(values, depth + 1));
        }
        yield "{" + String.join(",", members) + "}";
      }
    };
  }
}
