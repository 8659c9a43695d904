package dev.freshet.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MarkdownTableTest {

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    MarkdownTable table = new MarkdownTable("who", "µs");
    table.add("Freshet", "3");
    table.add("a", "12.5");

    assertThat(table.text())
        .isEqualTo(
            """
            | who     | µs   |
            | ---     | ---  |
            | Freshet | 3    |
            | a       | 12.5 |
            """);
  }

  @Test
  void aLineThatDoesNotFitIsRefused() {
    MarkdownTable table = new MarkdownTable("who", "rows/s");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.add("Freshet"))
        .withMessage("a line of 1 cells in a table of 2");
  }
}
