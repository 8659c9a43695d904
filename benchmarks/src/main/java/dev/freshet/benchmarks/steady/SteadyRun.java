package dev.freshet.benchmarks.steady;

import java.time.Duration;

/**
 * What one run of one candidate was at a steady pace, while it was measured.
 *
 * @param changes how many were made
 * @param committing from the first of their commits to the last
 * @param latency from the commit until the pool showed it
 * @param taken how long processor time was counted
 * @param cpu processor time of the process meanwhile
 * @param peakMemory the most memory that the process ever held resident, in bytes
 */
public record SteadyRun(
    int changes,
    Duration committing,
    Latency latency,
    Duration taken,
    Duration cpu,
    long peakMemory) {

  private static final double NANOS_OF_SECOND = 1e9;
  private static final double NANOS_OF_MICROSECOND = 1e3;
  private static final double NANOS_OF_MILLISECOND = 1e6;
  private static final double PERCENT = 100;

  /** The pace that was kept. */
  public double changesPerSecond() {
    return (changes - 1) * NANOS_OF_SECOND / committing.toNanos();
  }

  /** How much of one core it took, in percent. */
  public double cpuPercent() {
    return cpu.toNanos() * PERCENT / taken.toNanos();
  }

  /** Processor time for each change, in microseconds. */
  public double cpuMicrosPerChange() {
    return cpu.toNanos() / NANOS_OF_MICROSECOND / changes;
  }

  /** In milliseconds. */
  public double p50Millis() {
    return latency.p50() / NANOS_OF_MILLISECOND;
  }

  /** In milliseconds. */
  public double p99Millis() {
    return latency.p99() / NANOS_OF_MILLISECOND;
  }

  /** In milliseconds. */
  public double maxMillis() {
    return latency.max() / NANOS_OF_MILLISECOND;
  }
}
