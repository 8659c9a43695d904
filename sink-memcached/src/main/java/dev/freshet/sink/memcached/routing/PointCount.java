package dev.freshet.sink.memcached.routing;

/**
 * How many points a server has, or how many digests that each give some. The rounding is each
 * client's own and decides about placements.
 */
@FunctionalInterface
interface PointCount {

  int POINTS = 160;
  int POINTS_PER_DIGEST = 4;

  /** libketama's 160 points for each server. */
  PointCount DIGESTS = fixed(POINTS / POINTS_PER_DIGEST);

  /**
   * About 40 digests in proportion to the weight, in single precision and in this order of
   * operations: 25 equal servers get 39 each.
   */
  PointCount DIGESTS_IN_SINGLE_PRECISION =
      (weight, totalWeight, servers) -> {
        float share = (float) weight / (float) totalWeight;
        float digests = share * POINTS / POINTS_PER_DIGEST * (float) servers;
        return (int) Math.floor((float) (digests + 0.0000000001));
      };

  /** The same in double precision: 7 equal servers get 39 each. */
  PointCount DIGESTS_IN_DOUBLE_PRECISION =
      (weight, totalWeight, servers) ->
          (int) Math.floor((double) weight / totalWeight * (POINTS / POINTS_PER_DIGEST) * servers);

  /** Dalli's 160 points in proportion to the weight. */
  PointCount IN_PROPORTION =
      (weight, totalWeight, servers) ->
          (int) Math.floor((double) ((long) servers * POINTS * weight) / totalWeight);

  /**
   * The number for one server.
   *
   * @param totalWeight of all servers
   */
  int of(int weight, int totalWeight, int servers);

  /** {@code count} for each server, whatever its weight. */
  static PointCount fixed(int count) {
    return (weight, totalWeight, servers) -> count;
  }

  /** {@code count} for each unit of weight. */
  static PointCount perWeight(int count) {
    return (weight, totalWeight, servers) -> count * weight;
  }
}
