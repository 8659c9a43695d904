package dev.freshet.connector.binlog.event;

import dev.freshet.api.change.TableName;
import dev.freshet.connector.value.BinlogType;
import dev.freshet.connector.value.ByteCursor;
import dev.freshet.connector.value.ByteOrdered;
import dev.freshet.connector.value.UndecodableException;
import java.util.Arrays;
import java.util.List;

/**
 * Describes the table that rows events name by an id: {@code Table_map_event} in MySQL's
 * libbinlogevents (rows_event.h).
 *
 * @param table the table
 * @param types the type of each column, see {@link BinlogType}; for ENUM and SET the real one
 * @param metadata the type's metadata of each column, see ColumnFormat
 * @param optional what else the server was set up to write about columns
 */
public record TableMapEvent(
    TableName table, List<Integer> types, List<Integer> metadata, OptionalMetadata optional) {

  private static final int TABLE_ID_LENGTH = 6;
  private static final int FLAGS_LENGTH = 2;

  /** MAX_FIELDS of both servers. */
  private static final int MAXIMUM_COLUMNS = 4096;

  /** Where what follows the table's id and its flags begins; equal for equal definitions. */
  public static final int DEFINITION_OFFSET = TABLE_ID_LENGTH + FLAGS_LENGTH;

  /** The id that rows events use for the table. */
  public static long tableId(RawEvent event) {
    if (event.bodyLength() < DEFINITION_OFFSET) {
      throw new UndecodableException("a table map is too short");
    }
    return ByteOrdered.littleEndian(event.body(), 0, TABLE_ID_LENGTH);
  }

  /** Reads no more than the table's name. */
  public static TableName tableName(RawEvent event) {
    return tableName(event.cursor());
  }

  private static TableName tableName(ByteCursor cursor) {
    cursor.skip(DEFINITION_OFFSET);
    String database = cursor.text(cursor.u8());
    cursor.skip(1);
    String table = cursor.text(cursor.u8());
    cursor.skip(1);
    return new TableName(database, table);
  }

  /**
   * Reads all of it.
   *
   * @param mariadb whether a MariaDB has written it
   */
  public static TableMapEvent parse(RawEvent event, boolean mariadb) {
    ByteCursor cursor = event.cursor();
    TableName table = tableName(cursor);
    int count = cursor.packedInt();
    if (count > MAXIMUM_COLUMNS) {
      throw new UndecodableException("a table cannot have " + count + " columns");
    }
    int[] types = new int[count];
    ByteCursor typeBytes = cursor.slice(count);
    for (int i = 0; i < types.length; i++) {
      types[i] = typeBytes.u8();
    }
    int[] metadata = new int[types.length];
    ByteCursor metadataBytes = cursor.slice(cursor.packedInt());
    for (int i = 0; i < types.length; i++) {
      readMetadata(i, types, metadata, metadataBytes);
    }
    cursor.skip((types.length + 7) / 8);
    List<Integer> typeList = Arrays.stream(types).boxed().toList();
    return new TableMapEvent(
        table,
        typeList,
        Arrays.stream(metadata).boxed().toList(),
        OptionalMetadata.parse(cursor, typeList, mariadb));
  }

  private static void readMetadata(int column, int[] types, int[] metadata, ByteCursor bytes) {
    switch (types[column]) {
      case BinlogType.FLOAT,
          BinlogType.DOUBLE,
          BinlogType.BLOB,
          BinlogType.TINY_BLOB,
          BinlogType.MEDIUM_BLOB,
          BinlogType.LONG_BLOB,
          BinlogType.JSON,
          BinlogType.GEOMETRY,
          BinlogType.VECTOR,
          BinlogType.TIMESTAMP2,
          BinlogType.DATETIME2,
          BinlogType.TIME2,
          BinlogType.MARIADB_BLOB_COMPRESSED ->
          metadata[column] = bytes.u8();
      case BinlogType.VARCHAR,
          BinlogType.VAR_STRING,
          BinlogType.BIT,
          BinlogType.NEWDECIMAL,
          BinlogType.MARIADB_VARCHAR_COMPRESSED ->
          metadata[column] = bytes.u16();
      case BinlogType.STRING, BinlogType.ENUM, BinlogType.SET -> {
        int first = bytes.u8();
        int second = bytes.u8();
        if (first == BinlogType.ENUM || first == BinlogType.SET) {
          types[column] = first;
          metadata[column] = second;
        } else {
          // lengths over 255 have their two highest bits, inverted, inside of the type's byte
          metadata[column] = second | (((first & 0x30) ^ 0x30) << 4);
        }
      }
      case BinlogType.TYPED_ARRAY ->
          throw new UndecodableException(
              "its column " + (column + 1) + " is of the binlog's type " + types[column]);
      default -> metadata[column] = 0;
    }
  }
}
