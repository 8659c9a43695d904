package dev.freshet.daemon.scan;

import dev.freshet.api.spi.DatabaseLoad;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How busy a database may be while tables are read from end to end.
 *
 * @param threadsRunning how many of its threads may do something; 0 for any number
 * @param replicaLag how far it may be behind the server that it replicates; zero for any time
 */
public record LoadLimit(long threadsRunning, Duration replicaLag) {

  /** Why it is to be waited, in words for people; null if it is not. */
  @Nullable String excess(DatabaseLoad load) {
    if (threadsRunning > 0 && load.threadsRunning() > threadsRunning) {
      return "the database has %d threads running, scan.max.threads.running is %d"
          .formatted(load.threadsRunning(), threadsRunning);
    }
    long lag = load.replicaLagSeconds().orElse(0);
    if (!replicaLag.isZero() && lag > replicaLag.toSeconds()) {
      return "the replica that is read is %d s behind, scan.max.replica.lag is %d s"
          .formatted(lag, replicaLag.toSeconds());
    }
    return null;
  }
}
