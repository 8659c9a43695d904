package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.daemon.checkpoint.Checkpoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
  private final Map<PoolLane, Patience> patience = new HashMap<>();
  private final List<JoinTicket> joining = new ArrayList<>();
  private final Checkpoints checkpoints;
  private final long maximumKeptBytes;
  private final boolean waitsForAll;
  private final Consumer<PoolLane> leftBehind;

  /**
   * @param maximumKeptBytes what is kept for a pool that is about to join, in bytes
   * @param waitsForAll whether the slowest sets the pace: only servers that are down are left
   *     behind, and only if another one of their pool is not
   * @param leftBehind told of the lanes that have to catch up from their marks
   */
  Followers(
      List<PoolLane> lanes,
      Checkpoints checkpoints,
      long maximumKeptBytes,
      boolean waitsForAll,
      Consumer<PoolLane> leftBehind) {
    this.lanes = new ArrayList<>(lanes);
    this.checkpoints = checkpoints;
    this.maximumKeptBytes = maximumKeptBytes;
    this.waitsForAll = waitsForAll;
    this.leftBehind = leftBehind;
  }

  /**
   * Takes out lanes that are to end.
   *
   * @return whether any of them was here
   */
  boolean leave(Collection<PoolLane> ending) {
    joining.removeIf(ticket -> ending.contains(ticket.lane()));
    return lanes.removeAll(ending);
  }

  /** The names of the lanes that follow. */
  List<String> names() {
    return lanes.stream().map(lane -> lane.name().text()).toList();
  }

  /**
   * Waits until every pool has room for what is handed over next, and while all of them have enough
   * to do and get on with it: more would only live longer in memory, where it has to be moved
   * about. A server that is down is left behind, or its whole pool if that is down or lets the
   * others run dry for longer than there is {@link Patience}; so is a lane that has lost track.
   */
  void makeRoom(HandOver next) throws InterruptedException {
    long bytes = next.operations().bytes();
    patience.keySet().removeIf(lane -> lane.isNearlyEmpty() || !lanes.contains(lane));
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while pools have no room");
      }
      Optional<PoolLane> unfit =
          lanes.stream().filter(lane -> lane.isBroken() || lane.isFull(bytes)).findFirst();
      if (unfit.isEmpty()) {
        if (haveAllEnough() && lanes.get(0).awaitAcknowledgement(LOOK_MILLIS)) {
          continue;
        }
        return;
      }
      PoolLane lane = unfit.get();
      List<String> down = lane.downServers().stream().map(ServerHealth::server).toList();
      if (!lane.isBroken() && !down.isEmpty() && down.size() < lane.servers().size()) {
        splitOff(lane, down);
      } else if (!waitsForAll && (lane.isBroken() || !down.isEmpty() || isTooSlow(lane, next))) {
        detach(lane);
      } else {
        await(lane);
      }
    }
  }

  private boolean haveAllEnough() {
    return !lanes.isEmpty() && lanes.stream().allMatch(PoolLane::hasEnough);
  }

  private boolean isTooSlow(PoolLane lane, HandOver next) {
    return holdsUpOthers(lane) && patienceWith(lane).isOver(lane.ageMicros(next));
  }

  private void await(PoolLane lane) throws InterruptedException {
    boolean holdsUp = holdsUpOthers(lane);
    long begun = System.nanoTime();
    boolean moved = lane.awaitAcknowledgement(LOOK_MILLIS);
    if (holdsUp) {
      patienceWith(lane).spend(System.nanoTime() - begun, !moved);
    }
  }

  private Patience patienceWith(PoolLane lane) {
    return patience.computeIfAbsent(lane, unused -> new Patience());
  }

  /** Ends the lanes of servers that keep up with the rest of their pool again. */
  void mergeReturned() {
    if (lanes.stream().allMatch(lane -> lane.name().server() == null)) {
      return;
    }
    for (PoolLane part : List.copyOf(lanes)) {
      lanes.stream()
          .filter(part::mayReturnTo)
          .findFirst()
          .ifPresent(
              whole -> {
                lanes.remove(part);
                whole.takeBack(part);
              });
    }
  }

  private boolean holdsUpOthers(PoolLane lane) {
    return lanes.stream().anyMatch(other -> other != lane && other.isNearlyEmpty());
  }

  private void splitOff(PoolLane lane, List<String> servers) {
    LOG.warn(
        "Pool {} goes on without {}, which will catch up from the binlog",
        lane.name(),
        String.join(", ", servers));
    lane.splitOff(servers).forEach(leftBehind);
  }

  private void detach(PoolLane lane) {
    LOG.warn(
        "Pool {} is left behind with {} bytes unacknowledged; it will catch up from the binlog",
        lane.name(),
        lane.queuedBytes());
    lanes.remove(lane);
    patience.remove(lane);
    lane.detach();
    leftBehind.accept(lane);
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

  /** Whether all servers of some pools follow. */
  boolean areWhole(Collection<String> pools) {
    return pools.stream().allMatch(this::isWhole);
  }

  private boolean isWhole(String pool) {
    List<PoolLane> own = lanes.stream().filter(lane -> lane.name().pool().equals(pool)).toList();
    return !own.isEmpty()
        && own.stream().mapToInt(lane -> lane.servers().size()).sum()
            == own.get(0).fed().pool().health().size();
  }

  /** Gives some pools a batch that the stream does not have, and whose intent has been recorded. */
  void insert(HandOver handOver, Collection<String> pools) {
    lanes.stream()
        .filter(lane -> pools.contains(lane.name().pool()))
        .forEach(lane -> lane.submit(handOver));
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
        checkpoints.recordIntent(List.of(lane.name().text()), last.furthest());
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
