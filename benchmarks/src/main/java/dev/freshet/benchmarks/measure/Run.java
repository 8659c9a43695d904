package dev.freshet.benchmarks.measure;

import java.time.Duration;

/**
 * What one run of one candidate took.
 *
 * @param rows how many it carried
 * @param untilReading from its start until it began to read
 * @param untilFirst from its start until the first row had arrived: its key was in every pool
 * @param untilLast from its start until all rows had
 * @param cpuUntilReading its processor time by then
 * @param cpu its processor time until the last row, start-up and all
 * @param peakMemory the most memory that it held resident, in bytes
 */
public record Run(
    int rows,
    Duration untilReading,
    Duration untilFirst,
    Duration untilLast,
    Duration cpuUntilReading,
    Duration cpu,
    long peakMemory) {

  private static final double NANOS_OF_SECOND = 1e9;
  private static final double NANOS_OF_MICROSECOND = 1e3;

  /** Rows for each second between the beginning of reading and the last row. */
  public double rowsPerSecond() {
    return rows * NANOS_OF_SECOND / untilLast.minus(untilReading).toNanos();
  }

  /** Rows for each second between the start of the process and the last row. */
  public double rowsPerSecondWithStart() {
    return rows * NANOS_OF_SECOND / untilLast.toNanos();
  }

  /** Processor time for each row, the start-up's share included, in microseconds. */
  public double cpuMicrosPerRow() {
    return cpu.toNanos() / NANOS_OF_MICROSECOND / rows;
  }

  /** Processor time for each row since the beginning of reading, in microseconds. */
  public double cpuMicrosPerRowWithoutStart() {
    return cpu.minus(cpuUntilReading).toNanos() / NANOS_OF_MICROSECOND / rows;
  }
}
