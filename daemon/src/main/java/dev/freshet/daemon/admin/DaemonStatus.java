package dev.freshet.daemon.admin;

import dev.freshet.api.spi.ServerStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a daemon is. Holds no secret and no row data.
 *
 * @param name its configured name
 * @param state what it is doing, in a word: {@code starting}, {@code running}, {@code stopping} or
 *     {@code failed}
 * @param position how far changes have been handed to the pools, as the source writes positions
 * @param lag how far it is behind the source
 * @param source how the source is
 * @param pools how each pool is, in the configured order
 */
public record DaemonStatus(
    String name,
    String state,
    String position,
    Duration lag,
    SourceStatus source,
    List<PoolStatus> pools) {

  /**
   * How the source is.
   *
   * @param server what is read from, as {@code host:port}; empty before the first connection
   * @param connected whether it is connected
   * @param since since when that is so
   * @param why why it is not connected; empty if it is
   * @param reconnects how often the connection was lost since the daemon started
   * @param failovers how often another server than before was read from then
   */
  public record SourceStatus(
      String server,
      boolean connected,
      Instant since,
      String why,
      long reconnects,
      long failovers) {}

  /**
   * How a pool is.
   *
   * @param name its configured name
   * @param state {@code live}, {@code catching-up}, {@code warming}, {@code down} or {@code
   *     quarantined}
   * @param since since when it is in this state
   * @param why why it is not live; empty if it is
   * @param lag how far what it holds is behind the source
   * @param donePosition how far it has acknowledged
   * @param queuedBytes what has been given to it and is not acknowledged, in bytes
   * @param steppedBack how many operations were not carried out because something newer was there
   * @param servers how each of its servers is
   */
  public record PoolStatus(
      String name,
      String state,
      Instant since,
      String why,
      Duration lag,
      String donePosition,
      long queuedBytes,
      long steppedBack,
      List<ServerStatus> servers) {}

  /**
   * How a server of a pool is.
   *
   * @param server {@code host:port}
   * @param up whether it is connected and acknowledges what it is given
   * @param since since when it has been so
   * @param detail why it is down, or its version
   * @param behind whether it is further behind than the rest of its pool, and catches up by itself
   * @param statistics what it counts, as it told last; null if it has not
   */
  public record ServerStatus(
      String server,
      boolean up,
      Instant since,
      String detail,
      boolean behind,
      @Nullable ServerStatistics statistics) {}
}
