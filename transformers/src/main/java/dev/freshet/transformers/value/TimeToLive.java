package dev.freshet.transformers.value;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import dev.freshet.api.operation.CacheKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long values live. With jitter, each key's time is shortened by a share of its own, so that
 * values which were stored together do not expire together; the share follows from the key's bytes,
 * so that storing a key again gives the same time. Immutable and thread-safe.
 */
public final class TimeToLive {

  /** The longest time that can be asked for: memcached's clock for expiry ends in 2038. */
  public static final Duration MAXIMUM = Duration.ofDays(3650);

  private static final String TTL = "ttl";
  private static final String JITTER = "ttl.jitter";

  /** The options {@code ttl} and {@code ttl.jitter}. */
  public static final List<ConfigOption> OPTIONS =
      List.of(
          ConfigOption.optional(
              TTL,
              OptionType.DURATION,
              "0",
              TimeToLive::problem,
              "How long a value lives, rounded up to whole seconds; 0 for ever."),
          ConfigOption.optional(
              JITTER,
              OptionType.PERCENT,
              "0",
              OptionValidator.ANY,
              "The share by which ttl is shortened at most, so that values stored together do not"
                  + " expire together. The same key always gets the same time."));

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
   * What settings with {@link #OPTIONS} say.
   *
   * @param problems takes what is wrong, by option
   */
  public static TimeToLive of(Settings settings, Map<String, String> problems) {
    Duration ttl = settings.duration(TTL);
    double jitter = settings.share(JITTER);
    if (ttl.isZero() && jitter > 0) {
      problems.put(JITTER, "has nothing to shorten: give a ttl too, or leave ttl.jitter out");
    }
    return of(ttl, jitter);
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
