package dev.freshet.daemon.verify;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.SourceException;
import java.util.Collection;
import java.util.Set;

/** Waits until changes that were under way have come to the pools. Used by one thread. */
interface Settling {

  /**
   * The end of a wait.
   *
   * @param position a place that the source had reached before it
   * @param late the pools that have not come as far in time
   */
  record Settled(SourcePosition position, Set<String> late) {}

  /** A place that the source has reached. */
  SourcePosition latest() throws SourceException;

  /**
   * Waits until pools hold all that the source had committed before. Blocks.
   *
   * @param pools their names
   */
  Settled settle(Collection<String> pools) throws SourceException, InterruptedException;
}
