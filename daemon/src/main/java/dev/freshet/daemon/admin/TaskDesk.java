package dev.freshet.daemon.admin;

import java.util.Optional;

/**
 * Takes requests for one kind of long work, for instance to fill pools from the database.
 * Implementations are thread-safe.
 */
public interface TaskDesk {

  /** How far the work is that was asked for last, as JSON; empty if none has been. */
  Optional<String> told();

  /**
   * Begins the work, unless the same is going on already.
   *
   * @param request what is wanted, as JSON
   * @return how far it is, as JSON
   * @throws IllegalArgumentException if the request cannot be understood, with why
   * @throws IllegalStateException if it cannot be begun now, with why
   */
  String begin(String request);
}
