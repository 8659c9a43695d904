package dev.freshet.transformers.value;

import dev.freshet.api.config.OptionType;
import dev.freshet.api.operation.CacheKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long values live. With jitter, each key's time is shortened by a share of its own, so that
 * values which were stored together do not expire together; the share follows from the key's bytes,
 * so that storing a key again gives the same time. Immutable and thread-safe.
 */
public final class TimeToLive {

  /** The longest time that can be asked for: memcached's clock for expiry ends in 2038. */
  public static final Duration MAXIMUM = Duration.ofDays(3650);

  private final int seconds;
  private final double jitter;

  private TimeToLive(int seconds, double jitter) {
    this.seconds = seconds;
    this.jitter = jitter;
  }

  /**
   * The time to live that options ask for.
   *
   * @param duration how long; rounded up to whole seconds; zero: for ever
   * @param jitter the largest share, from 0 to 1, by which it is shortened
   * @throws IllegalArgumentException if the duration is longer than {@link #MAXIMUM}
   */
  public static TimeToLive of(Duration duration, double jitter) {
    if (duration.compareTo(MAXIMUM) > 0) {
      throw new IllegalArgumentException("a time to live of " + duration + " is too long");
    }
    long seconds = duration.plusNanos(999_999_999).toSeconds();
    return new TimeToLive((int) seconds, jitter);
  }

  /**
   * What is wrong with the text of an option of type DURATION as a time to live; null if nothing.
   */
  public static @Nullable String problem(String text) {
    Duration duration = (Duration) OptionType.DURATION.parse(text);
    return duration.compareTo(MAXIMUM) <= 0
        ? null
        : "is longer than %dd; give 0 for values that never expire".formatted(MAXIMUM.toDays());
  }

  /** The seconds that the value of {@code key} lives: at least 1, or 0 for ever. */
  public int secondsOf(CacheKey key) {
    if (jitter == 0 || seconds == 0) {
      return seconds;
    }
    double share = (mix(key.hashCode()) >>> 1) / (double) (1L << 31);
    return Math.max(1, (int) Math.ceil(seconds * (1 - jitter * share)));
  }

  /** Spreads similar hashes: the finalizer of MurmurHash3 (Austin Appleby, public domain). */
  private static int mix(int hash) {
    int mixed = hash;
    mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return mixed ^ (mixed >>> 16);
  }
}
