package dev.freshet.benchmarks.micro;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.connector.value.BinlogType;
import dev.freshet.connector.value.ByteCursor;
import dev.freshet.connector.value.CharacterSet;
import dev.freshet.connector.value.ColumnBits;
import dev.freshet.connector.value.ColumnFormat;
import dev.freshet.connector.value.Meaning;
import dev.freshet.connector.value.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of the users table as it lies in a row event, with the layout and the schema that go with
 * it. Not thread-safe.
 */
final class UserEvent {
  private static final List<String> NAMES =
      List.of("id", "name", "email", "score", "updated", "about");
  private static final CharacterSet UTF8 = CharacterSet.utf8("utf8mb4");
  private static final byte ALL_COLUMNS = 0b111111;
  private static final int DECIMAL_10_2 = 10 | (2 << 8);

  private final byte[] bytes;
  private final RowLayout layout;
  private final TableSchema schema;
  private final ColumnBits included;

  UserEvent() {
    List<ColumnFormat> formats =
        List.of(
            format(BinlogType.LONGLONG, 0),
            format(BinlogType.VARCHAR, 240),
            format(BinlogType.VARCHAR, 240),
            format(BinlogType.NEWDECIMAL, DECIMAL_10_2),
            format(BinlogType.TIMESTAMP2, 0),
            format(BinlogType.BLOB, 2));
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < formats.size(); i++) {
      columns.add(new Column(NAMES.get(i), formats.get(i).columnType()));
    }
    schema = new TableSchema(new TableName("freshet_benchmark", "users"), columns, List.of(0));
    layout = RowLayout.of(formats, ZoneOffset.UTC);
    included = ColumnBits.read(new ByteCursor(new byte[] {ALL_COLUMNS}, 0, 1), formats.size());
    bytes = row();
  }

  TableSchema schema() {
    return schema;
  }

  /** Finds the row's values, as it is done for each row of each event. */
  RowImage read() {
    return layout.read(bytes, 0, bytes.length, included);
  }

  private static ColumnFormat format(int type, int metadata) {
    return new ColumnFormat(type, metadata, false, UTF8, List.of(), Meaning.AS_TYPED);
  }

  private static byte[] row() {
    ByteBuffer row = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    row.put((byte) 0);
    row.putLong(123_456);
    text(row, 1, "Björn \"Bear\" Müller");
    text(row, 1, "user123456@mail.example");
    // 98765.43 in packed form: the sign's bit set, eight digits, two digits
    row.order(ByteOrder.BIG_ENDIAN).putInt(98_765 | (1 << 31)).put((byte) 43);
    row.putInt(1_700_000_000).order(ByteOrder.LITTLE_ENDIAN);
    text(row, 2, "Photographs rivers, bridges and 123456 boats between rain and sea.");
    byte[] bytes = new byte[row.position()];
    row.flip().get(bytes);
    return bytes;
  }

  private static void text(ByteBuffer row, int lengthBytes, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (lengthBytes == 1) {
      row.put((byte) utf8.length);
    } else {
      row.putShort((short) utf8.length);
    }
    row.put(utf8);
  }
}
