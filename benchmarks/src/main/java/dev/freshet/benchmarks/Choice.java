package dev.freshet.benchmarks;

/** Who can be run, as it is chosen on the command line. */
enum Choice {
  /** The least that has to be done. */
  floor,
  /** Freshet as it comes. */
  freshet,
  /** Freshet that reads through Debezium's connector. */
  debezium,
  /** Debezium Embedded and Xmemcached. */
  rival
}
