package dev.freshet.testkit.provision;

/** Tells the person at the terminal what is about to happen to the machine. */
final class Notice {
  private Notice() {}

  /** Prints a line to standard error, past the capture of test output. */
  static void print(String line) {
    System.err.println("freshet-testkit: " + line);
  }
}
