package dev.freshet.daemon.verify;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.SourceException;
import dev.freshet.daemon.pipeline.Replication;
import java.time.Duration;
import java.util.Collection;

/** Waits until pools have acknowledged all that the source has committed. Used by one thread. */
record StreamSettling(Replication replication, Duration patience) implements Settling {

  @Override
  public SourcePosition latest() throws SourceException {
    return replication.latestPosition();
  }

  @Override
  public Settled settle(Collection<String> pools) throws SourceException, InterruptedException {
    SourcePosition latest = latest();
    return new Settled(latest, replication.awaitDone(pools, latest, patience));
  }
}
