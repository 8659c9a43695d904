package dev.freshet.daemon.pipeline;

/** Ends threads. */
public final class Threads {

  private Threads() {}

  /** Interrupts a thread and waits for its end; not at all if it was never started. */
  public static void end(Thread thread) {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
