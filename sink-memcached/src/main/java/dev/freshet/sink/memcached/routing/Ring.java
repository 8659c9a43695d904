package dev.freshet.sink.memcached.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Points of servers on a ring of 32-bit numbers. Immutable and thread-safe. */
final class Ring {

  /** What a point is excluded with so that points compare as numbers with a sign. */
  private final int flip;

  private final boolean falling;

  /** The flipped points in rising order, each once. */
  private final int[] points;

  /** The server of each point. */
  private final int[] servers;

  private Ring(int flip, boolean falling, int[] points, int[] servers) {
    this.flip = flip;
    this.falling = falling;
    this.points = points;
    this.servers = servers;
  }

  /**
   * The ring of {@code servers}.
   *
   * @param points the points of each server, in the order of the servers
   */
  static Ring of(List<LabelledServer> servers, List<int[]> points, RingOrder order) {
    int flip = order.signed ? 0 : Integer.MIN_VALUE;
    TreeMap<Integer, List<Integer>> sharers = new TreeMap<>();
    for (int server = 0; server < servers.size(); server++) {
      for (int point : points.get(server)) {
        sharers.computeIfAbsent(point ^ flip, unshared -> new ArrayList<>(1)).add(server);
      }
    }
    return new Ring(
        flip,
        order.falling,
        sharers.keySet().stream().mapToInt(Integer::intValue).toArray(),
        sharers.entrySet().stream()
            .mapToInt(entry -> order.owner(entry.getKey() ^ flip, entry.getValue(), servers))
            .toArray());
  }

  /** The place of the server that {@code hash} belongs to. */
  int serverOf(int hash) {
    int found = Arrays.binarySearch(points, hash ^ flip);
    if (found >= 0) {
      return servers[found];
    }
    int behind = -found - 1;
    return falling
        ? servers[behind == 0 ? servers.length - 1 : behind - 1]
        : servers[behind == servers.length ? 0 : behind];
  }
}
