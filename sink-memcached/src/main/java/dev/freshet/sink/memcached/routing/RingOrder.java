package dev.freshet.sink.memcached.routing;

import java.util.Comparator;
import java.util.List;

/** How the points of a ring stand, to which of them a hash belongs, and who has a shared point. */
enum RingOrder {
  /**
   * A hash belongs to the first point at or behind it, to the first of all behind the last. The
   * first server has a shared point.
   */
  RISING(false, false) {
    @Override
    int owner(int point, List<Integer> sharers, List<LabelledServer> servers) {
      return sharers.get(0);
    }
  },

  /** As {@link #RISING}, but the last server has a shared point: it was put into a map last. */
  RISING_LAST_WINS(false, false) {
    @Override
    int owner(int point, List<Integer> sharers, List<LabelledServer> servers) {
      return sharers.get(sharers.size() - 1);
    }
  },

  /** As {@link #RISING_LAST_WINS}, with points and hashes as numbers with a sign. */
  RISING_SIGNED_LAST_WINS(true, false) {
    @Override
    int owner(int point, List<Integer> sharers, List<LabelledServer> servers) {
      return RISING_LAST_WINS.owner(point, sharers, servers);
    }
  },

  /**
   * As {@link #RISING}, but the point itself, modulo their number, says who of those that share it,
   * in the order of their labels, has it: Xmemcached's ring.
   */
  RISING_POINT_DECIDES(false, false) {
    @Override
    int owner(int point, List<Integer> sharers, List<LabelledServer> servers) {
      return sharers.stream()
          .sorted(Comparator.comparing((Integer server) -> servers.get(server).label()))
          .skip(Integer.remainderUnsigned(point, sharers.size()))
          .findFirst()
          .orElseThrow();
    }
  },

  /**
   * A hash belongs to the last point at or before it, to the last of all before the first. The
   * first server has a shared point.
   */
  FALLING(false, true) {
    @Override
    int owner(int point, List<Integer> sharers, List<LabelledServer> servers) {
      return RISING.owner(point, sharers, servers);
    }
  };

  /** Whether points are compared as numbers with a sign. */
  final boolean signed;

  /** Whether a hash belongs to a point before it or to one behind it. */
  final boolean falling;

  RingOrder(boolean signed, boolean falling) {
    this.signed = signed;
    this.falling = falling;
  }

  /**
   * The place of the server that has {@code point}.
   *
   * @param sharers the places of the servers that share it, rising; a server stands there as often
   *     as it has the point
   */
  abstract int owner(int point, List<Integer> sharers, List<LabelledServer> servers);
}
