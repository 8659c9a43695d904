package dev.freshet.daemon.verify;

/** Told what comparisons find. Implementations are thread-safe. */
public interface VerifyMeters {

  /** Counts nothing. */
  VerifyMeters NONE =
      new VerifyMeters() {
        @Override
        public void checked(String pool) {}

        @Override
        public void found(String pool, Difference difference) {}

        @Override
        public void repaired(String pool) {}
      };

  /** A key of a pool has been compared. */
  void checked(String pool);

  /** A key of a pool differs. */
  void found(String pool, Difference difference);

  /** What differed has been mended. */
  void repaired(String pool);
}
