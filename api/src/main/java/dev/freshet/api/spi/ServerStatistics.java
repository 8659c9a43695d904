package dev.freshet.api.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one server of a pool counted when it was last asked. A number that it does not tell is
 * {@link #UNKNOWN}.
 *
 * @param server {@code host:port}
 * @param time when it was asked, by this machine's clock
 * @param version its version, for instance {@code 1.6.45}
 * @param pid its process id, where it runs
 * @param startedAt when it was started, by its own clock; null if it does not tell
 * @param items how many items it holds
 * @param bytes what they take, in bytes
 * @param limitBytes how many bytes of items it may hold
 * @param evictions how many items it dropped to make room, since its start
 * @param hits how many reads found their key, since its start
 * @param misses how many reads did not, since its start
 * @param connections how many connections it has open
 * @param restarts how often it was found to have been started anew, and so to be empty, since the
 *     pool was started
 * @param restartedAt when that was last found; null if never
 */
public record ServerStatistics(
    String server,
    Instant time,
    String version,
    long pid,
    @Nullable Instant startedAt,
    long items,
    long bytes,
    long limitBytes,
    long evictions,
    long hits,
    long misses,
    long connections,
    long restarts,
    @Nullable Instant restartedAt) {

  /** What stands for a number that the server does not tell. */
  public static final long UNKNOWN = -1;
}
