package dev.freshet.benchmarks.workload;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A row as sites have them by the million. Its content follows from its id, so that every run
 * carries the same bytes; quotes, other alphabets, NULLs and negative numbers are among it, so that
 * nobody wins by leaving them out.
 *
 * @param updated in UTC, to the second
 */
record User(
    long id,
    String name,
    @Nullable String email,
    BigDecimal score,
    LocalDateTime updated,
    String about) {

  private static final String[] FIRST_NAMES = {
    "Ada", "Zoë", "Nguyễn", "Björn \"Bear\"", "Chloé", "Дарья", "Maria", "Omar", "Priya", "雪"
  };
  private static final String[] LAST_NAMES = {
    "Brook", "Müller", "O'Hara", "Strøm", "Weir", "Okafor", "Lake", "García", "Pond"
  };
  private static final LocalDateTime BEGINNING = LocalDateTime.of(2021, 1, 1, 0, 0);
  private static final int SECONDS_COVERED = 150_000_000;

  /** The row with this id. */
  static User of(long id) {
    long mixed = (id * 0x9E3779B97F4A7C15L) >>> 17;
    return new User(
        id,
        pick(FIRST_NAMES, mixed) + " " + pick(LAST_NAMES, mixed >>> 8),
        id % 50 == 7 ? null : "user" + id + "@mail.example",
        BigDecimal.valueOf(mixed % 10_000_000 - 500_000, 2),
        BEGINNING.plusSeconds(mixed % SECONDS_COVERED),
        "Photographs rivers, bridges\tand " + mixed % 1_000_000 + " boats between rain and sea.");
  }

  private static String pick(String[] names, long mixed) {
    return names[(int) (mixed % names.length)];
  }
}
