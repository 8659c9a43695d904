package dev.freshet.daemon.verify;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.daemon.scan.KeyHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key under which a pool was seen to differ. Database and pool cannot be read in the same moment,
 * so that it only differs for sure if it is seen to do so again and again, with nothing changed on
 * either side, after all changes that were under way have come to the pool.
 *
 * @param key the key
 * @param transformer whose key it is
 * @param difference how it differs
 * @param made a hash of what should be held
 * @param held a hash of what is held
 * @param looks how often it was seen so
 */
record Suspect(
    CacheKey key, String transformer, Difference difference, long made, long held, int looks) {

  /** How often a difference has to be seen. */
  private static final int ENOUGH = 3;

  /**
   * Compares one key.
   *
   * @param made what the database makes of it
   * @return null if there is no difference
   */
  static @Nullable Suspect of(CacheOperation made, HeldItem held) {
    Difference difference = difference(made, held);
    return difference == null
        ? null
        : new Suspect(
            made.key(), made.origin().transformer(), difference, hash(made), hash(held), 1);
  }

  /** A key that a pool holds and the database has nothing for. */
  static Suspect surplus(CacheKey key, String transformer, HeldItem.Present held) {
    return new Suspect(key, transformer, Difference.SURPLUS, 0, hash(held), 1);
  }

  private static @Nullable Difference difference(CacheOperation made, HeldItem held) {
    boolean isSet = made.kind() == CacheOperation.Kind.SET;
    if (!(held instanceof HeldItem.Present present)) {
      return isSet ? Difference.MISSING : null;
    }
    if (!isSet) {
      return Difference.SURPLUS;
    }
    return isEqual(made, present) ? null : Difference.DIFFERENT;
  }

  /** Whether what is held is what is made. */
  static boolean isEqual(CacheOperation made, HeldItem.Present held) {
    return made.flags() == held.flags() && Arrays.equals(made.value(), held.value());
  }

  private static long hash(CacheOperation made) {
    return KeyHash.of(made.value(), made.kind() == CacheOperation.Kind.SET ? made.flags() : -1);
  }

  private static long hash(HeldItem held) {
    return held instanceof HeldItem.Present present
        ? KeyHash.of(present.value(), present.version() ^ present.flags())
        : 0;
  }

  /** This one with what the next look shows. */
  Suspect seenAgain(Suspect next) {
    boolean isUnchanged = next.difference == difference && next.made == made && next.held == held;
    return isUnchanged ? new Suspect(key, transformer, difference, made, held, looks + 1) : next;
  }

  /** Whether it differs for sure. */
  boolean isSure() {
    return looks >= ENOUGH;
  }
}
