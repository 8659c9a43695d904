package dev.freshet.daemon.explain;

import dev.freshet.api.spi.HeldItem;
import dev.freshet.daemon.explain.KeyOrigin.Makes;
import java.util.List;

/**
 * What a pool holds under a key, and whether that is what the database says.
 *
 * @param server {@code host:port}
 * @param why why it is not known whether it is; empty where it is
 */
public record PoolFinding(String pool, String server, HeldItem held, State state, String why) {

  /** How what is held compares with the database. */
  public enum State {
    /** The pool holds what it should, which may be nothing. */
    EQUAL,
    /** It holds nothing, as if the value had been evicted or had expired. */
    MISSING,
    /** It holds something else. */
    DIFFERENT,
    /** It holds something that the database has nothing for. */
    SURPLUS,
    /** Nobody can tell what it should hold. */
    UNKNOWN,
    /** It cannot be read. */
    UNREADABLE;

    /** Whether it is to be mended. */
    public boolean isProblem() {
      return this != EQUAL && this != UNKNOWN;
    }
  }

  /**
   * Judges what a server holds.
   *
   * @param origins what the transformers make of which the pool gets something
   * @param deletesOnly whether the pool is never given a value
   */
  static PoolFinding of(
      String pool, String server, HeldItem held, List<KeyOrigin> origins, boolean deletesOnly) {
    if (held instanceof HeldItem.Unreadable unreadable) {
      return new PoolFinding(pool, server, held, State.UNREADABLE, unreadable.why());
    }
    if (held instanceof HeldItem.Present && deletesOnly) {
      return unknown(pool, server, held, "what the pool holds is its applications' own");
    }
    if (origins.isEmpty()) {
      return unknown(pool, server, held, "no transformer makes the key for this pool");
    }
    if (!deletesOnly && any(origins, Makes.SET)) {
      return known(pool, server, held, afterSet(held, origins));
    }
    boolean isEmptyForSure =
        any(origins, Makes.NOTHING)
            && !any(origins, Makes.UNKNOWN)
            && !any(origins, Makes.REMOVALS);
    if (isEmptyForSure || deletesOnly) {
      return known(
          pool, server, held, held instanceof HeldItem.Absent ? State.EQUAL : State.SURPLUS);
    }
    return unknown(pool, server, held, "the database does not tell what it should hold");
  }

  private static State afterSet(HeldItem held, List<KeyOrigin> origins) {
    if (!(held instanceof HeldItem.Present present)) {
      return State.MISSING;
    }
    return origins.stream().anyMatch(origin -> origin.stores(present.value(), present.flags()))
        ? State.EQUAL
        : State.DIFFERENT;
  }

  private static boolean any(List<KeyOrigin> origins, Makes makes) {
    return origins.stream().anyMatch(origin -> origin.makes() == makes);
  }

  private static PoolFinding known(String pool, String server, HeldItem held, State state) {
    return new PoolFinding(pool, server, held, state, "");
  }

  private static PoolFinding unknown(String pool, String server, HeldItem held, String why) {
    return new PoolFinding(pool, server, held, State.UNKNOWN, why);
  }
}
