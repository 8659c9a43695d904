package dev.freshet.connector.value;

/**
 * Geometry values as GeoJSON (RFC 7946), in the form of MySQL's ST_AsGeoJSON. A value is stored as
 * four bytes SRID and OGC well-known binary, with longitude before latitude. Not thread-safe.
 */
final class GeoJsonText {

  private static final int POINT = 1;
  private static final int LINE_STRING = 2;
  private static final int POLYGON = 3;
  private static final int MULTI_POINT = 4;
  private static final int MULTI_LINE_STRING = 5;
  private static final int MULTI_POLYGON = 6;
  private static final int GEOMETRY_COLLECTION = 7;
  private static final int MAXIMUM_DEPTH = 100;

  private final byte[] buffer;
  private final ByteCursor cursor;
  private final Utf8Buffer out;

  private GeoJsonText(byte[] buffer, ByteCursor cursor, Utf8Buffer out) {
    this.buffer = buffer;
    this.cursor = cursor;
    this.out = out;
  }

  /** Appends the geometry of {@code length} bytes at {@code offset}. */
  static void append(byte[] buffer, int offset, int length, Utf8Buffer out) {
    ByteCursor cursor = new ByteCursor(buffer, offset, offset + length);
    cursor.skip(4);
    new GeoJsonText(buffer, cursor, out).geometry(0);
  }

  private void geometry(int depth) {
    if (depth > MAXIMUM_DEPTH) {
      throw new UndecodableException("a geometry is nested over 100 levels deep");
    }
    boolean littleEndian = littleEndian();
    int type = (int) number(littleEndian, 4);
    switch (type) {
      case POINT -> {
        open("Point");
        point(littleEndian);
      }
      case LINE_STRING -> {
        open("LineString");
        points(littleEndian);
      }
      case POLYGON -> {
        open("Polygon");
        rings(littleEndian);
      }
      case MULTI_POINT -> {
        open("MultiPoint");
        parts(littleEndian, POINT);
      }
      case MULTI_LINE_STRING -> {
        open("MultiLineString");
        parts(littleEndian, LINE_STRING);
      }
      case MULTI_POLYGON -> {
        open("MultiPolygon");
        parts(littleEndian, POLYGON);
      }
      case GEOMETRY_COLLECTION -> collection(littleEndian, depth);
      default -> throw new UndecodableException(type + " is not a type of geometry");
    }
    out.append('}');
  }

  private void open(String type) {
    out.append("{\"type\":\"").append(type).append("\",\"coordinates\":");
  }

  private boolean littleEndian() {
    return cursor.u8() == 1;
  }

  private long number(boolean littleEndian, int length) {
    int at = cursor.skip(length);
    return littleEndian
        ? ByteOrdered.littleEndian(buffer, at, length)
        : ByteOrdered.bigEndian(buffer, at, length);
  }

  private void point(boolean littleEndian) {
    out.append('[');
    NumberText.appendJsonDouble(Double.longBitsToDouble(number(littleEndian, 8)), out);
    out.append(',');
    NumberText.appendJsonDouble(Double.longBitsToDouble(number(littleEndian, 8)), out);
    out.append(']');
  }

  private void points(boolean littleEndian) {
    list(littleEndian, () -> point(littleEndian));
  }

  private void rings(boolean littleEndian) {
    list(littleEndian, () -> points(littleEndian));
  }

  private void parts(boolean littleEndian, int type) {
    list(
        littleEndian,
        () -> {
          boolean partLittleEndian = littleEndian();
          if (number(partLittleEndian, 4) != type) {
            throw new UndecodableException("a multi-part geometry has a part of another type");
          }
          switch (type) {
            case POINT -> point(partLittleEndian);
            case LINE_STRING -> points(partLittleEndian);
            default -> rings(partLittleEndian);
          }
        });
  }

  private void collection(boolean littleEndian, int depth) {
    out.append("{\"type\":\"GeometryCollection\",\"geometries\":");
    list(littleEndian, () -> geometry(depth + 1));
  }

  private void list(boolean littleEndian, Runnable element) {
    long count = number(littleEndian, 4);
    out.append('[');
    for (long i = 0; i < count; i++) {
      if (i > 0) {
        out.append(',');
      }
      element.run();
    }
    out.append(']');
  }
}
