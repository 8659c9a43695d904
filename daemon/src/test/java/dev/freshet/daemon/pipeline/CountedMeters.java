package dev.freshet.daemon.pipeline;

import java.util.concurrent.atomic.AtomicLong;

/** Counts dead letters, and nothing else. Thread-safe. */
final class CountedMeters extends NoMeters {

  final AtomicLong deadLetters = new AtomicLong();

  @Override
  public void deadLetters(int count) {
    deadLetters.addAndGet(count);
  }
}
