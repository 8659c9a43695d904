package dev.freshet.testkit;

/** Which memcached a test wants. */
public enum MemcachedVersion {
  /** 1.6.27 or newer: knows the {@code E} flag of meta commands. */
  NEWEST,
  /** The one of Debian 12, 1.6.18: meta commands without the {@code E} flag. */
  DEBIAN_12
}
