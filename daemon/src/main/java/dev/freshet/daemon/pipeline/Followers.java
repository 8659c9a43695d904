package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.daemon.checkpoint.Checkpoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pools that follow a pipeline, and those that are about to. Used by the pipeline's thread
 * alone.
 */
final class Followers {

  private static final Logger LOG = LoggerFactory.getLogger(Followers.class);
  private static final long LOOK_MILLIS = 100;

  private final List<PoolLane> lanes;
  private final List<JoinTicket> joining = new ArrayList<>();
  private final Checkpoints checkpoints;
  private final long maximumKeptBytes;
  private final @Nullable Consumer<PoolLane> onDetached;

  /**
   * @param maximumKeptBytes what is kept for a pool that is about to join, in bytes
   * @param onDetached told of a pool that was left behind; null if none may be, so that the slowest
   *     sets the pace
   */
  Followers(
      List<PoolLane> lanes,
      Checkpoints checkpoints,
      long maximumKeptBytes,
      @Nullable Consumer<PoolLane> onDetached) {
    this.lanes = new ArrayList<>(lanes);
    this.checkpoints = checkpoints;
    this.maximumKeptBytes = maximumKeptBytes;
    this.onDetached = onDetached;
  }

  /** The names of the pools that follow. */
  List<String> names() {
    return lanes.stream().map(PoolLane::name).toList();
  }

  /**
   * Waits until every pool has room for {@code bytes} more. A pool that is down, or that lets the
   * others run dry, is left behind, and so is one whose lane has lost track.
   */
  void makeRoom(long bytes) throws InterruptedException {
    while (true) {
      Optional<PoolLane> unfit =
          lanes.stream().filter(lane -> lane.isBroken() || lane.isFull(bytes)).findFirst();
      if (unfit.isEmpty()) {
        return;
      }
      PoolLane lane = unfit.get();
      if (onDetached != null && (lane.isBroken() || holdsUpOthers(lane))) {
        detach(lane, onDetached);
      } else {
        lane.awaitAcknowledgement(LOOK_MILLIS);
      }
    }
  }

  private boolean holdsUpOthers(PoolLane lane) {
    return !lane.downServers().isEmpty()
        || lanes.stream().anyMatch(other -> other != lane && other.isNearlyEmpty());
  }

  private void detach(PoolLane lane, Consumer<PoolLane> listener) {
    LOG.warn(
        "Pool {} is left behind with {} bytes unacknowledged; it will catch up from the binlog",
        lane.name(),
        lane.queuedBytes());
    lanes.remove(lane);
    lane.detach();
    listener.accept(lane);
  }

  /** Gives every pool a batch whose intent has been recorded. */
  void submit(HandOver handOver) {
    lanes.forEach(lane -> lane.submit(handOver));
    for (JoinTicket ticket : joining) {
      ticket.keep(handOver);
      if (ticket.keptBytes() > maximumKeptBytes) {
        ticket.tear();
      }
    }
    joining.removeIf(JoinTicket::isBroken);
  }

  /** Begins to keep for {@code lane} what is submitted behind {@code position}. */
  JoinTicket join(PoolLane lane, SourcePosition position) {
    JoinTicket ticket = new JoinTicket(lane, position);
    joining.add(ticket);
    return ticket;
  }

  /** Ends a join that will not be completed. */
  void abandon(JoinTicket ticket) {
    joining.remove(ticket);
  }

  /**
   * Ends a join: what has been kept goes to the pool, which follows from then on.
   *
   * @return whether it did; if not, the pool has to catch up anew
   */
  boolean complete(JoinTicket ticket) {
    joining.remove(ticket);
    if (ticket.isBroken()) {
      return false;
    }
    PoolLane lane = ticket.lane();
    HandOver last = ticket.kept().peekLast();
    try {
      if (last != null) {
        checkpoints.recordIntent(List.of(lane.name()), last.intent());
      }
    } catch (IOException e) {
      LOG.error(
          "Pool {} cannot join: state.dir cannot be written to: {}", lane.name(), e.toString());
      return false;
    }
    ticket.kept().forEach(lane::submit);
    lanes.add(lane);
    return true;
  }
}
