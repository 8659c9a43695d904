package dev.freshet.daemon.admin;

import java.util.List;

/** Tells how the daemon is. Implementations are thread-safe and do not block. */
public interface StatusView {

  /** How it is now. */
  DaemonStatus status();

  /**
   * Why it is not ready, one sentence each: a pool that is not live, a lag over the limit, a source
   * that does not answer. Empty if it is ready.
   */
  List<String> notReadyReasons();
}
