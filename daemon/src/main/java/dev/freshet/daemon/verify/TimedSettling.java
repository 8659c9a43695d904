package dev.freshet.daemon.verify;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;

/**
 * Waits for a while, where it is not known how far pools are: a change that takes longer to come to
 * a pool is a difference. Used by one thread.
 */
record TimedSettling(Source source, Duration time) implements Settling {

  @Override
  public SourcePosition latest() throws SourceException {
    return source.latestPosition();
  }

  @Override
  public Settled settle(Collection<String> pools) throws SourceException, InterruptedException {
    SourcePosition latest = latest();
    Thread.sleep(time.toMillis());
    return new Settled(latest, Set.of());
  }
}
