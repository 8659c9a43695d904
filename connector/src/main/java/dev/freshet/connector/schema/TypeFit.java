package dev.freshet.connector.schema;

import dev.freshet.connector.value.BinlogType;
import java.util.Set;

/** Tells whether a column of information_schema can be what a table map describes. */
final class TypeFit {

  private static final Set<String> GEOMETRIES =
      Set.of(
          "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geomcollection",
          "geometrycollection");

  private TypeFit() {}

  /**
   * Compares types and, where they are part of both descriptions, lengths.
   *
   * @param type the table map's type code
   * @param metadata the table map's metadata of the column
   */
  static boolean fits(CatalogColumn column, int type, int metadata) {
    return switch (column.dataType()) {
      case "tinyint" -> type == BinlogType.TINY;
      case "smallint" -> type == BinlogType.SHORT;
      case "mediumint" -> type == BinlogType.INT24;
      case "int" -> type == BinlogType.LONG;
      case "bigint" -> type == BinlogType.LONGLONG;
      case "year" -> type == BinlogType.YEAR;
      case "float" -> type == BinlogType.FLOAT;
      case "double" -> type == BinlogType.DOUBLE;
      case "decimal" ->
          type == BinlogType.NEWDECIMAL
              && (metadata & 0xff) == column.precision()
              && metadata >> 8 == column.scale();
      case "bit" ->
          type == BinlogType.BIT && (metadata & 0xff) + 8 * (metadata >> 8) == column.precision();
      case "char", "binary" -> type == BinlogType.STRING && metadata == column.octets();
      case "varchar", "varbinary" -> isVarchar(type) && metadata == column.octets();
      case "tinytext", "tinyblob" -> type == BinlogType.BLOB && metadata == 1;
      case "text", "blob" -> type == BinlogType.BLOB && metadata == 2;
      case "mediumtext", "mediumblob" -> type == BinlogType.BLOB && metadata == 3;
      case "longtext", "longblob" -> type == BinlogType.BLOB && metadata == 4;
      case "enum" -> type == BinlogType.ENUM;
      case "set" -> type == BinlogType.SET;
      case "json" -> type == BinlogType.JSON;
      case "vector" -> type == BinlogType.VECTOR;
      case "date" -> type == BinlogType.DATE || type == BinlogType.NEWDATE;
      case "time" -> type == BinlogType.TIME || isTime(column, type, metadata, BinlogType.TIME2);
      case "datetime" ->
          type == BinlogType.DATETIME || isTime(column, type, metadata, BinlogType.DATETIME2);
      case "timestamp" ->
          type == BinlogType.TIMESTAMP || isTime(column, type, metadata, BinlogType.TIMESTAMP2);
      case "uuid", "inet6", "inet4" -> type == BinlogType.STRING;
      default -> GEOMETRIES.contains(column.dataType()) && type == BinlogType.GEOMETRY;
    };
  }

  private static boolean isVarchar(int type) {
    return type == BinlogType.VARCHAR || type == BinlogType.VAR_STRING;
  }

  private static boolean isTime(CatalogColumn column, int type, int metadata, int expected) {
    return type == expected && metadata == column.fractionDigits();
  }
}
