package dev.freshet.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionTypeTest {

  private static void assertRefused(OptionType type, String text, String message) {
    assertThatThrownBy(() -> type.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void durationsHaveAUnit() {
    assertThat(OptionType.DURATION.parse("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(OptionType.DURATION.parse("30s")).isEqualTo(Duration.ofSeconds(30));
    assertThat(OptionType.DURATION.parse("10m")).isEqualTo(Duration.ofMinutes(10));
    assertThat(OptionType.DURATION.parse("2h")).isEqualTo(Duration.ofHours(2));
    assertThat(OptionType.DURATION.parse("7d")).isEqualTo(Duration.ofDays(7));
    assertThat(OptionType.DURATION.parse("0")).isEqualTo(Duration.ZERO);
    assertRefused(OptionType.DURATION, "10", "is not a duration such as 500ms");
    assertRefused(OptionType.DURATION, "1 hour", "is not a duration such as 500ms");
    assertRefused(OptionType.DURATION, "999999999999999d", "is longer than a duration can be");
  }

  @Test
  void sizesCountInPowersOf1024() {
    assertThat(OptionType.SIZE.parse("4096")).isEqualTo(4096L);
    assertThat(OptionType.SIZE.parse("64k")).isEqualTo(65_536L);
    assertThat(OptionType.SIZE.parse("16m")).isEqualTo(16_777_216L);
    assertThat(OptionType.SIZE.parse("2g")).isEqualTo(2_147_483_648L);
    assertRefused(OptionType.SIZE, "16M", "is not a size");
    assertRefused(OptionType.SIZE, "999999999999999g", "is larger than a size can be");
  }

  @Test
  void percentagesBecomeShares() {
    assertThat(OptionType.PERCENT.parse("10%")).isEqualTo(0.1);
    assertThat(OptionType.PERCENT.parse("12.5")).isEqualTo(0.125);
    assertRefused(OptionType.PERCENT, "101%", "is not between 0% and 100%");
    assertRefused(OptionType.PERCENT, "ten", "is not a percentage");
  }

  @Test
  void listsDropBlanksAndEmptyElements() {
    assertThat(OptionType.LIST.parse(" a, b ,,c")).isEqualTo(List.of("a", "b", "c"));
    assertThat(OptionType.LIST.parse("")).isEqualTo(List.of());
  }

  @Test
  void numbersAndTruthAreExact() {
    assertThat(OptionType.INTEGER.parse("-5")).isEqualTo(-5L);
    assertThat(OptionType.BOOLEAN.parse("true")).isEqualTo(true);
    assertRefused(OptionType.INTEGER, "1.5", "is not a whole number");
    assertRefused(OptionType.BOOLEAN, "yes", "is neither true nor false");
  }
}
