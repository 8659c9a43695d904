package dev.freshet.connector.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.ColumnType;
import dev.freshet.connector.value.UndecodableException;
import java.io.ByteArrayOutputStream;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Lengths as "Protocol::LengthEncodedInteger" of the MySQL source documentation has them. */
class QueryRowTest {

  private static QueryColumn[] columns(int count) {
    QueryColumn[] columns = new QueryColumn[count];
    Arrays.setAll(columns, i -> new QueryColumn("c" + i, ColumnType.VARCHAR, false, 0, 0));
    return columns;
  }

  private static QueryRow row(int count, byte[] sent) {
    return QueryRow.printed(columns(count), sent, ZoneOffset.UTC);
  }

  private static byte[] sent(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer number) {
        out.write(number);
      } else {
        out.writeBytes(part.toString().getBytes(UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static String text(QueryRow row, int column) {
    return new String(row.bytes(column), UTF_8);
  }

  @Test
  void valuesStandBehindTheirLengths() {
    QueryRow row = row(4, sent(3, "abc", 0xfb, 0, 1, "d"));
    assertThat(text(row, 0)).isEqualTo("abc");
    assertThat(row.isNull(1)).isTrue();
    assertThat(row.isNull(2)).isFalse();
    assertThat(text(row, 2)).isEmpty();
    assertThat(text(row, 3)).isEqualTo("d");
  }

  @Test
  void longValuesHaveLongerLengths() {
    String two = "2".repeat(0xfb);
    String three = "3".repeat(0x1_0000);
    String eight = "8".repeat(5);
    QueryRow row =
        row(3, sent(0xfc, 0xfb, 0, two, 0xfd, 0, 0, 1, three, 0xfe, 5, 0, 0, 0, 0, 0, 0, 0, eight));
    assertThat(text(row, 0)).isEqualTo(two);
    assertThat(text(row, 1)).isEqualTo(three);
    assertThat(text(row, 2)).isEqualTo(eight);
  }

  @Test
  void aRowThatIsNotAsLongAsItsValuesCannotBeRead() {
    assertThatThrownBy(() -> row(1, sent(1, "ab"))).isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> row(1, sent(3, "ab"))).isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> row(1, sent(0xff, "ab"))).isInstanceOf(UndecodableException.class);
    assertThatThrownBy(
            () -> row(1, sent(0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, "a")))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void valuesThatCameOneByOneAreThere() {
    QueryRow row =
        QueryRow.of(
            columns(3), Arrays.asList("ab".getBytes(UTF_8), null, new byte[0]), ZoneOffset.UTC);
    assertThat(text(row, 0)).isEqualTo("ab");
    assertThat(row.isNull(1)).isTrue();
    assertThat(text(row, 2)).isEmpty();
  }
}
