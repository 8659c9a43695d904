package dev.freshet.benchmarks.floor;

import dev.freshet.benchmarks.workload.UsersTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Turns the body of a rows event of the one known table into sets and deletes, straight from its
 * bytes. The format is that of MySQL's libbinlogevents, rows_event.h (version 2 of the event), and
 * of decimal.c and my_time.cc for the packed values. Not thread-safe.
 */
final class UserRows {
  private static final int TABLE_ID_AND_FLAGS = 8;
  private static final int ONE_BYTE_OF_BITS = 1;
  private static final int EMAIL_IS_NULL = 1 << 2;
  private static final int SCORE_BYTES = 5;
  private static final int UPDATED_BYTES = 4;
  private static final int SECONDS_OF_DAY = 86_400;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private static final byte[] KEY_PREFIX =
      UsersTable.USERS.mapped().keyPrefix().getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ID = ascii("{\"id\":");
  private static final byte[] NAME = ascii(",\"name\":");
  private static final byte[] EMAIL = ascii(",\"email\":");
  private static final byte[] SCORE = ascii(",\"score\":");
  private static final byte[] UPDATED = ascii(",\"updated\":\"");
  private static final byte[] ABOUT = ascii("\",\"about\":");
  private static final byte[] NULL = ascii("null");

  private final QuietSets sets;
  private final TextBuffer json = new TextBuffer(1024);
  private long dayShown = -1;
  private byte[] dayText = {};
  private byte[] data = {};
  private int at;

  UserRows(QuietSets sets) {
    this.sets = sets;
  }

  /** Sets every row of a write rows event. */
  void write(byte[] event) throws IOException {
    begin(event, 1);
    while (at < data.length) {
      row();
    }
  }

  /** Sets every row of an update rows event as it is then. */
  void update(byte[] event) throws IOException {
    begin(event, 2);
    while (at < data.length) {
      skip();
      row();
    }
  }

  /** Deletes the keys of a delete rows event. */
  void delete(byte[] event) throws IOException {
    begin(event, 1);
    while (at < data.length) {
      sets.delete(KEY_PREFIX, skip());
    }
  }

  /** Goes to the first row, behind so many maps of the columns that rows have. */
  private void begin(byte[] event, int maps) throws IOException {
    data = event;
    at = TABLE_ID_AND_FLAGS;
    // the length of the extra data counts itself
    at += littleEndian(2, at);
    int columns = data[at++];
    int present = (columns + 7) / 8;
    if (present != ONE_BYTE_OF_BITS) {
      throw new IOException("an event of " + columns + " columns is not of the known table");
    }
    at += maps * present;
  }

  /** Goes behind a row and returns its id. */
  private long skip() {
    int nulls = data[at++];
    long id = id();
    at += 1 + littleEndian(1, at);
    if ((nulls & EMAIL_IS_NULL) == 0) {
      at += 1 + littleEndian(1, at);
    }
    at += SCORE_BYTES + UPDATED_BYTES;
    at += 2 + littleEndian(2, at);
    return id;
  }

  private long id() {
    long id = (littleEndian(4, at) & 0xFFFFFFFFL) | ((long) littleEndian(4, at + 4) << 32);
    at += 8;
    return id;
  }

  private void row() throws IOException {
    int nulls = data[at++];
    long id = id();
    json.clear();
    json.bytes(ID).number(id).bytes(NAME);
    string(1);
    json.bytes(EMAIL);
    if ((nulls & EMAIL_IS_NULL) == 0) {
      string(1);
    } else {
      json.bytes(NULL);
    }
    json.bytes(SCORE);
    score();
    json.bytes(UPDATED);
    updated();
    json.bytes(ABOUT);
    string(2);
    json.ascii('}');
    sets.set(KEY_PREFIX, id, json);
  }

  /** DECIMAL(10,2): four bytes before the point and one behind it, all inverted when negative. */
  private void score() {
    int whole = bigEndian(at);
    int hundredths = data[at + 4];
    at += SCORE_BYTES;
    if (whole < 0) {
      whole &= Integer.MAX_VALUE;
    } else {
      json.ascii('-');
      whole = ~whole & Integer.MAX_VALUE;
      hundredths = ~hundredths;
    }
    json.number(whole).ascii('.').padded(hundredths, 2);
  }

  private void updated() {
    long seconds = bigEndian(at) & 0xFFFFFFFFL;
    at += UPDATED_BYTES;
    long day = seconds / SECONDS_OF_DAY;
    if (day != dayShown) {
      dayShown = day;
      dayText =
          ascii(
              LocalDateTime.ofEpochSecond(day * SECONDS_OF_DAY, 0, ZoneOffset.UTC)
                  .toLocalDate()
                  .toString());
    }
    int rest = (int) (seconds % SECONDS_OF_DAY);
    json.bytes(dayText).ascii(' ').padded(rest / 3600, 2);
    json.ascii(':').padded(rest / 60 % 60, 2).ascii(':').padded(rest % 60, 2);
  }

  private void string(int lengthBytes) {
    int length = littleEndian(lengthBytes, at);
    int from = at + lengthBytes;
    int end = from + length;
    json.ascii('"');
    for (int i = from; i < end; i++) {
      byte b = data[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        json.bytes(data, from, i - from);
        escaped(b);
        from = i + 1;
      }
    }
    json.bytes(data, from, end - from).ascii('"');
    at = end;
  }

  private void escaped(byte b) {
    json.ascii('\\');
    if (b >= ' ') {
      json.ascii((char) b);
    } else {
      json.ascii('u').padded(0, 2).ascii(HEX[b >> 4]).ascii(HEX[b & 15]);
    }
  }

  private int littleEndian(int count, int from) {
    int value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = (value << 8) | (data[from + i] & 0xFF);
    }
    return value;
  }

  private int bigEndian(int from) {
    return (data[from] << 24)
        | ((data[from + 1] & 0xFF) << 16)
        | ((data[from + 2] & 0xFF) << 8)
        | (data[from + 3] & 0xFF);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
