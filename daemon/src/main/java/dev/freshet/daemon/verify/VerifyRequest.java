package dev.freshet.daemon.verify;

import java.util.Set;

/**
 * What is to be compared with the database.
 *
 * @param pools the names of the pools
 * @param transformers the names of the transformers whose keys are compared
 * @param samplePercent how many of the keys, in percent
 * @param repair the differences that are mended
 * @param rowsPerSecond how many rows may be read a second; 0 for no limit
 */
public record VerifyRequest(
    Set<String> pools,
    Set<String> transformers,
    double samplePercent,
    Set<Difference> repair,
    long rowsPerSecond) {

  /** Where the admin endpoint takes it. */
  public static final String PATH = "/verify";

  /** What it looks like as JSON. */
  public static final String FORM =
      "{\"pools\":[…],\"transformers\":[…],\"sample_percent\":100,"
          + "\"repair\":[\"missing\",\"different\",\"surplus\"],\"rows_per_second\":0}";

  public VerifyRequest {
    pools = Set.copyOf(pools);
    transformers = Set.copyOf(transformers);
    repair = Set.copyOf(repair);
    if (!(samplePercent > 0 && samplePercent <= 100)) {
      throw new IllegalArgumentException("a sample is more than 0 and at most 100 percent");
    }
  }
}
