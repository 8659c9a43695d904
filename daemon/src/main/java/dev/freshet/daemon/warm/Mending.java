package dev.freshet.daemon.warm;

import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.verify.Difference;
import dev.freshet.daemon.verify.Verification;
import dev.freshet.daemon.verify.VerifyRequest;
import dev.freshet.daemon.verify.VerifyStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has pools that missed changes compared with the database and mended, one comparison after the
 * other. Thread-safe.
 */
final class Mending implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Mending.class);
  private static final Duration RETRY = Duration.ofSeconds(30);
  private static final String SHOWN_AS = "mending";

  /** What may be wrong in a pool that was filled again: what it lacks, it has not got to hold. */
  private static final Set<Difference> MENDED = Set.of(Difference.DIFFERENT, Difference.SURPLUS);

  private final Replication replication;
  private final Set<String> transformers;
  private final long rate;
  private final Function<VerifyRequest, Verification> compare;
  private final Consumer<String> mended;
  private @Nullable Verification running;
  private long nextNanos = System.nanoTime();
  private boolean closed;

  /**
   * @param transformers the names of all transformers
   * @param rate how many rows may be read a second; 0 for no limit
   * @param compare makes a comparison of pools with the database
   * @param mended told of each pool that has been mended
   */
  Mending(
      Replication replication,
      Set<String> transformers,
      long rate,
      Function<VerifyRequest, Verification> compare,
      Consumer<String> mended) {
    this.replication = replication;
    this.transformers = Set.copyOf(transformers);
    this.rate = rate;
    this.compare = compare;
    this.mended = mended;
  }

  /**
   * Goes on, without waiting.
   *
   * @param outOfDate the pools that are to be mended
   */
  synchronized void lookAfter(Set<String> outOfDate) {
    Verification last = running;
    if (last != null) {
      if (last.status().state() != VerifyStatus.State.RUNNING) {
        running = null;
        conclude(last.request().pools(), last.status());
      }
    } else if (!closed && !outOfDate.isEmpty() && System.nanoTime() - nextNanos >= 0) {
      begin(outOfDate);
    }
  }

  private void begin(Set<String> outOfDate) {
    Map<String, String> why = new HashMap<>();
    outOfDate.forEach(pool -> why.put(pool, "is compared with the database: it missed changes"));
    replication.setWarming(SHOWN_AS, why);
    Verification begun =
        compare.apply(new VerifyRequest(outOfDate, transformers, 100, MENDED, rate));
    running = begun;
    begun.start();
  }

  private void conclude(Set<String> pools, VerifyStatus status) {
    if (status.state() == VerifyStatus.State.DONE) {
      LOG.info("What pools {} had not got has been mended: {} keys", pools, status.repaired());
      pools.forEach(mended);
      replication.setWarming(SHOWN_AS, Map.of());
    } else {
      LOG.warn(
          "What pools {} had not got cannot be mended now; it is tried again: {}",
          pools,
          status.why());
      nextNanos = System.nanoTime() + RETRY.toNanos();
    }
  }

  /** Ends it; what is left to do is done after the next start. */
  @Override
  public synchronized void close() {
    closed = true;
    if (running != null) {
      running.close();
    }
  }
}
