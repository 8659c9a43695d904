package dev.freshet.sink.memcached.routing;

import dev.freshet.sink.memcached.routing.hash.KeyHash;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A way to place keys on any list of servers. Immutable and thread-safe. */
@FunctionalInterface
interface Algorithm {

  /** All keys on the first server. */
  Algorithm FIRST_SERVER = servers -> (key, from, to) -> 0;

  /** This algorithm over {@code servers}. */
  Placement over(List<LabelledServer> servers);

  /** The key's hash modulo the number of servers; weights do not count. */
  static Algorithm modulo(KeyHash hash) {
    return servers -> modulo(hash, IntStream.range(0, servers.size()).toArray());
  }

  /** The key's hash modulo a list that has each server as often as its weight says. */
  static Algorithm moduloByWeight(KeyHash hash) {
    return servers -> modulo(hash, repeated(servers));
  }

  private static Placement modulo(KeyHash hash, int[] places) {
    return (key, from, to) ->
        places[Integer.remainderUnsigned(hash.hash(key, from, to), places.length)];
  }

  private static int[] repeated(List<LabelledServer> servers) {
    return IntStream.range(0, servers.size())
        .flatMap(i -> IntStream.range(0, servers.get(i).weight()).map(repetition -> i))
        .toArray();
  }

  /** The server to which the key's hash belongs on a ring. */
  static Algorithm ring(RingShape shape, KeyHash hash) {
    return servers -> {
      Ring ring = shape.over(servers);
      return (key, from, to) -> ring.serverOf(hash.hash(key, from, to));
    };
  }

  /**
   * php-memcache's way to look into a ring: only at as many places as there are buckets, at equal
   * distances; a key's bucket is its hash modulo their number.
   */
  static Algorithm buckets(int buckets, RingShape shape, KeyHash hash) {
    int distance = Integer.divideUnsigned(-1, buckets);
    return servers -> {
      Ring ring = shape.over(servers);
      int[] places =
          IntStream.range(0, buckets).map(bucket -> ring.serverOf(bucket * distance)).toArray();
      return modulo(hash, places);
    };
  }

  /** This algorithm, or {@code other} where a server has a weight above 1. */
  default Algorithm unlessWeighted(Algorithm other) {
    return unless(server -> server.weight() > 1, other);
  }

  /** This algorithm, or {@code other} where weights are given, though they be 1. */
  default Algorithm unlessWeightsAreGiven(Algorithm other) {
    return unless(LabelledServer::weightGiven, other);
  }

  private Algorithm unless(Predicate<LabelledServer> exception, Algorithm other) {
    return servers -> (servers.stream().anyMatch(exception) ? other : this).over(servers);
  }

  /** This algorithm in a client that knows no weights. */
  default Algorithm withoutWeights() {
    return servers -> over(servers.stream().map(LabelledServer::unweighted).toList());
  }

  /** This algorithm by hash tags; see {@link Placement#byHashTag}. */
  default Algorithm byHashTag() {
    return servers -> over(servers).byHashTag();
  }
}
