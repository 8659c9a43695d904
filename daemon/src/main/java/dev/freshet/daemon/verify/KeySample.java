package dev.freshet.daemon.verify;

/**
 * A share of the keys that stands for all, and is the same each time.
 *
 * @param percent how large it is
 */
record KeySample(double percent) {

  private static final int STEPS = 1_000_000;

  boolean contains(long hash) {
    return percent >= 100 || Long.remainderUnsigned(hash, STEPS) < percent / 100 * STEPS;
  }
}
