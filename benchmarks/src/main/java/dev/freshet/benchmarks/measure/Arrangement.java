package dev.freshet.benchmarks.measure;

/** How pools lie. */
public enum Arrangement {
  /** All are on this machine. */
  NEAR,
  /** All are on this machine, with a dead one beside them, which nobody looks at. */
  BESIDE_A_DEAD_ONE,
  /** Each is behind a network link that is short. */
  BEHIND_LINKS,
  /** Each is behind a network link; a round trip to the last one takes 150 ms. */
  LAST_ONE_FAR
}
