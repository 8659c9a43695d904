package dev.freshet.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of one expectation in one pool.
 *
 * @param pool the pool's name
 * @param expectation what the pool was to hold
 * @param after how long it took from the moment that COMMIT was sent; empty if it did not come
 * @param note where the key was found, or what is there instead
 */
record Arrival(String pool, Expectation expectation, Optional<Duration> after, String note) {

  boolean hasArrived() {
    return after.isPresent();
  }
}
