package dev.freshet.benchmarks;

/** The contests that there are, as they are chosen on the command line, with their usual size. */
enum Work {
  single(1_000_000, 5_000),
  transaction(3_000_000, 20_000),
  warm(1_500_000, 20_000),
  wide(100_000, 1_000),
  hot(1_000_000, 5_000),
  tables(1_000_000, 5_000),
  deletes(4_000_000, 5_000),
  query(50_000, 2_000),
  far(3_000_000, 20_000),
  dead(1_000_000, 20_000),
  steady(20_000, 2_000);

  private static final int FEWEST = 100;

  private final int rows;
  private final int smokeRows;

  Work(int rows, int smokeRows) {
    this.rows = rows;
    this.smokeRows = smokeRows;
  }

  /**
   * How many rows it has.
   *
   * @param smoke whether it is only to be seen that it works
   * @param scale what the usual number is multiplied with; 100 are left in any case
   */
  int rows(boolean smoke, double scale) {
    return smoke ? smokeRows : (int) Math.max(FEWEST, Math.round(rows * scale));
  }
}
