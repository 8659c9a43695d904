package dev.freshet.daemon.verify;

/** How a pool differs from the database under a key. */
public enum Difference {
  /** The pool holds nothing, as after an eviction. */
  MISSING,
  /** It holds something else. */
  DIFFERENT,
  /** It holds something that the database has nothing for. */
  SURPLUS
}
