package dev.freshet.daemon.pipeline;

import java.io.IOException;

/** What is done about changes that the source no longer has and a pool has not got. Thread-safe. */
public interface LostChanges {

  /** The pool stays as it is until an operator decides. */
  LostChanges STOP =
      new LostChanges() {
        @Override
        public boolean areSkipped() {
          return false;
        }

        @Override
        public void skipped(String pool) {
          throw new IllegalStateException("changes that are lost are not skipped");
        }
      };

  /** Whether a pool goes on behind them, out of date until it is filled again. */
  boolean areSkipped();

  /**
   * Notes that a pool goes on behind changes that it has not got. Called before the pool's marks
   * say so.
   *
   * @throws IOException if that cannot be stored; the pool then stays where it is
   */
  void skipped(String pool) throws IOException;
}
