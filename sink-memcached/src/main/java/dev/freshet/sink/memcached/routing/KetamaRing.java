package dev.freshet.sink.memcached.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/**
 * The ring of libketama as libmemcached builds it with MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED: about
 * 160 points for each server, in proportion to its weight. Each MD5 of {@code label-i} gives four
 * points. Placements are proven against tables that the real libmemcached 1.1.4 made.
 */
final class KetamaRing {

  private static final int POINTS_PER_SERVER = 160;
  private static final int POINTS_PER_DIGEST = 4;

  private KetamaRing() {}

  /** The points of {@code servers}, as {@link RingDistribution} takes them. */
  static long[] points(List<ServerAddress> servers, ServerLabel label) {
    int totalWeight = servers.stream().mapToInt(ServerAddress::weight).sum();
    Md5Hash.Md5 md5 = new Md5Hash.Md5();
    long[] points = new long[0];
    for (int server = 0; server < servers.size(); server++) {
      ServerAddress address = servers.get(server);
      int digests = digests(address.weight(), totalWeight, servers.size());
      int end = points.length;
      points = Arrays.copyOf(points, end + digests * POINTS_PER_DIGEST);
      for (int i = 0; i < digests; i++) {
        md5.digest((label.of(address) + "-" + i).getBytes(UTF_8));
        for (int word = 0; word < POINTS_PER_DIGEST; word++) {
          points[end++] = Integer.toUnsignedLong(md5.word(word)) << 32 | server;
        }
      }
    }
    return points;
  }

  /**
   * How many digests a server gets. In single precision and in this order of operations, since the
   * rounding decides: 25 equal servers get 39 each, not 40.
   */
  private static int digests(int weight, int totalWeight, int servers) {
    float share = (float) weight / (float) totalWeight;
    float digests = share * POINTS_PER_SERVER / POINTS_PER_DIGEST * (float) servers;
    return (int) Math.floor((float) (digests + 0.0000000001));
  }
}
