package dev.freshet.transformers.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.TableSchema;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.Tables;
import org.junit.jupiter.api.Test;

class JsonEncoderTest {

  private static final FakeRow ADA = FakeRow.of(Tables.USERS, 1L, "Ada", null);

  @Test
  void anObjectHasTheColumnsInOrder() {
    assertThat(encode(Tables.USERS, ADA, 0, 1, 2))
        .isEqualTo("{\"id\":1,\"name\":\"Ada\",\"email\":null}");
    assertThat(encode(Tables.USERS, ADA, 1)).isEqualTo("{\"name\":\"Ada\"}");
    assertThat(encode(Tables.USERS, ADA)).isEqualTo("{}");
  }

  @Test
  void columnNamesAreEscaped() {
    TableSchema odd = Tables.table("shop.odd", "a\"b", "größe");
    assertThat(encode(odd, FakeRow.of(odd, 1L, 2L), 0, 1)).isEqualTo("{\"a\\\"b\":1,\"größe\":2}");
  }

  @Test
  void anEncoderIsUsedAgain() {
    JsonEncoder encoder = new JsonEncoder(Tables.USERS, new int[] {1});
    byte[] first = encoder.encode(ADA);
    byte[] second = encoder.encode(ADA.with("name", "B"));
    assertThat(first).asString(UTF_8).isEqualTo("{\"name\":\"Ada\"}");
    assertThat(second).asString(UTF_8).isEqualTo("{\"name\":\"B\"}");
  }

  private static String encode(TableSchema schema, FakeRow row, int... columns) {
    return new String(new JsonEncoder(schema, columns).encode(row), UTF_8);
  }
}
