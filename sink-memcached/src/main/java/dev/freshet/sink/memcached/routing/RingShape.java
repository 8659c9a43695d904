package dev.freshet.sink.memcached.routing;

import java.util.List;

/**
 * How a client makes its ring.
 *
 * @param points what a server's points are
 * @param count how many of them a server has, or how many digests that each give some
 * @param order how the points stand and to which of them a hash belongs
 */
record RingShape(RingPoints points, PointCount count, RingOrder order) {

  /** The ring of {@code servers}. */
  Ring over(List<LabelledServer> servers) {
    int totalWeight = servers.stream().mapToInt(LabelledServer::weight).sum();
    return Ring.of(
        servers,
        servers.stream()
            .map(
                server ->
                    points.of(
                        server.label(), count.of(server.weight(), totalWeight, servers.size())))
            .toList(),
        order);
  }
}
