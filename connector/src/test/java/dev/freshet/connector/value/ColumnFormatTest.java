package dev.freshet.connector.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.ColumnDeclaration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnFormatTest {

  private static ColumnDeclaration declaration(int type, int metadata, String... members) {
    return new ColumnFormat(
            type, metadata, true, CharacterSet.BINARY, List.of(members), Meaning.AS_TYPED)
        .declaration();
  }

  @Test
  void theDeclarationIsWhatTheTableMapTells() {
    assertThat(declaration(BinlogType.LONG, 0))
        .isEqualTo(new ColumnDeclaration(true, 0, 0, List.of()));
    assertThat(declaration(BinlogType.NEWDECIMAL, 10 | 2 << 8))
        .isEqualTo(new ColumnDeclaration(true, 10, 2, List.of()));
    assertThat(declaration(BinlogType.BIT, 4 | 1 << 8))
        .isEqualTo(new ColumnDeclaration(false, 12, 0, List.of()));
    assertThat(declaration(BinlogType.DATETIME2, 6))
        .isEqualTo(new ColumnDeclaration(false, 0, 6, List.of()));
    assertThat(declaration(BinlogType.ENUM, 1, "a", "b").members()).containsExactly("a", "b");
  }
}
