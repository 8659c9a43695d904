package dev.freshet.daemon.config;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a pool is dealt with, whatever kind it is.
 *
 * @param onReturn what becomes of it when it was left behind and answers again
 * @param deleteRepeatAfter how long after a delete it is done once more; zero for never
 */
public record PoolPolicy(OnReturn onReturn, Duration deleteRepeatAfter) {

  private static final String ON_RETURN = "on.return";
  private static final String DELETE_REPEAT_AFTER = "delete.repeat.after";

  static final List<ConfigOption> OPTIONS =
      List.of(
          ConfigOption.optional(
              ON_RETURN,
              OptionType.STRING,
              OnReturn.CATCH_UP.text(),
              OptionValidator.oneOf(OnReturn.CATCH_UP.text(), OnReturn.FLUSH.text()),
              "What becomes of the pool, or of a server of it, that was left behind and answers"
                  + " again: catch-up reads from the binlog what it missed, flush empties it"
                  + " (flush_all), whoever put it there, and follows from now on."),
          ConfigOption.optional(
              DELETE_REPEAT_AFTER,
              OptionType.DURATION,
              "0",
              PoolPolicy::repeatProblem,
              "How long after a delete it is done once more, for applications that fill the pool"
                  + " themselves on a miss: one that has read the old row may store it behind the"
                  + " delete. 0: never."));

  /** What becomes of a pool that was left behind and answers again. */
  public enum OnReturn {
    /** It reads from the binlog what it missed. */
    CATCH_UP,
    /** It is emptied, and follows from now on. */
    FLUSH;

    private String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static OnReturn parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  static PoolPolicy of(Settings settings) {
    return new PoolPolicy(
        OnReturn.parse(settings.string(ON_RETURN).trim()), settings.duration(DELETE_REPEAT_AFTER));
  }

  private static @Nullable String repeatProblem(String text) {
    Duration duration = (Duration) OptionType.DURATION.parse(text);
    return duration.compareTo(Duration.ofMinutes(10)) > 0
        ? "is longer than 10m: what is to be repeated is kept in memory until then"
        : null;
  }
}
