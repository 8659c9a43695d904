package dev.freshet.benchmarks;

import dev.freshet.benchmarks.candidate.Candidate;
import dev.freshet.benchmarks.candidate.FloorCandidate;
import dev.freshet.benchmarks.candidate.FreshetCandidate;
import dev.freshet.benchmarks.candidate.RivalCandidate;
import dev.freshet.benchmarks.candidate.TableFloorCandidate;
import dev.freshet.benchmarks.measure.Arrangement;
import dev.freshet.benchmarks.steady.Pace;
import dev.freshet.benchmarks.workload.Albums;
import dev.freshet.benchmarks.workload.DeletedRows;
import dev.freshet.benchmarks.workload.HotKeys;
import dev.freshet.benchmarks.workload.InsertedRows;
import dev.freshet.benchmarks.workload.ManyTables;
import dev.freshet.benchmarks.workload.WideRows;
import dev.freshet.benchmarks.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The contests: who takes part in which, to how many pools. Whoever is slow is spared the many.
 *
 * @param only who takes part
 * @param poolCounts what numbers of pools are run at all, where they are nearby and well
 * @param workers threads of the rival that set keys
 * @param daemon the daemon module's target folder
 */
record Catalogue(List<Choice> only, List<Integer> poolCounts, int workers, Path daemon) {
  private static final String FRESHET = "Freshet";
  private static final int CHANGES_PER_SECOND = 1000;

  /** What a pool at 150 ms is given, as docs/operating.md proposes. */
  private static final int CONNECTIONS_AFAR = 8;

  /**
   * A contest in speed.
   *
   * @throws IllegalStateException if Freshet takes part and is not built
   */
  Contest contest(Work work, int rows) throws IOException {
    return switch (work) {
      case single -> inserts("single-row transactions", rows, InsertedRows.Shape.SINGLE_ROWS);
      case transaction -> inserts("one transaction", rows, InsertedRows.Shape.ONE_TRANSACTION);
      case warm ->
          contest(
              new InsertedRows("warm-up", rows, InsertedRows.Shape.TABLE),
              new Entry(Choice.floor, () -> new TableFloorCandidate(classPath()), List.of(0)),
              new Entry(Choice.freshet, () -> FreshetCandidate.warming(daemon), List.of(1, 2)),
              new Entry(
                  Choice.rival,
                  () -> RivalCandidate.takingSnapshot(classPath(), workers),
                  List.of(1)));
      case wide ->
          contest(new WideRows(rows), entrant(Choice.freshet, 1), entrant(Choice.rival, 1));
      case hot ->
          contest(
              new HotKeys(rows),
              entrant(Choice.floor, 1),
              entrant(Choice.freshet, 1),
              entrant(Choice.rival, 1));
      case tables ->
          contest(new ManyTables(rows), entrant(Choice.freshet, 1), entrant(Choice.rival, 1));
      case deletes ->
          contest(
              new DeletedRows(rows),
              entrant(Choice.floor, 1),
              entrant(Choice.freshet, 1),
              entrant(Choice.rival, 1));
      case query -> contest(new Albums(rows), entrant(Choice.freshet, 1));
      case far ->
          disturbance(
              new InsertedRows("a pool at 150 ms", rows, InsertedRows.Shape.ONE_TRANSACTION),
              2,
              CONNECTIONS_AFAR,
              Arrangement.BEHIND_LINKS,
              Arrangement.LAST_ONE_FAR);
      case dead ->
          disturbance(
              new InsertedRows("a dead pool", rows, InsertedRows.Shape.ONE_TRANSACTION),
              1,
              1,
              Arrangement.NEAR,
              Arrangement.BESIDE_A_DEAD_ONE);
      case steady -> throw new IllegalArgumentException("a steady pace is no contest in speed");
    };
  }

  /**
   * The contest at a steady pace.
   *
   * @param settling how many changes are made before it is measured
   * @param changes how many are measured
   * @throws IllegalStateException if Freshet takes part and is not built
   */
  SteadyContest steadyContest(int settling, int changes) throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    for (Choice choice : List.of(Choice.floor, Choice.freshet, Choice.rival)) {
      if (only.contains(choice)) {
        candidates.add(
            choice == Choice.floor ? FloorCandidate.atOnce(classPath()) : streaming(choice));
      }
    }
    return new SteadyContest(
        "steady 1,000 changes/s",
        new Pace(CHANGES_PER_SECOND, settling, changes),
        FRESHET,
        candidates);
  }

  /** Makes a candidate, which has to be built for that. */
  @FunctionalInterface
  private interface Making {
    Candidate make() throws IOException;
  }

  /** Who may take part, if chosen. */
  private record Entry(Choice choice, Making candidate, List<Integer> pools) {}

  /** What everybody can do, to as many pools as each is run to. */
  private Contest inserts(String name, int rows, InsertedRows.Shape shape) throws IOException {
    return contest(
        new InsertedRows(name, rows, shape),
        entrant(Choice.floor, 1, 2, 6),
        entrant(Choice.freshet, 1, 2, 6),
        entrant(Choice.debezium, 1),
        entrant(Choice.rival, 1));
  }

  private Contest contest(Workload workload, Entry... entries) throws IOException {
    List<Entrant> entrants = new ArrayList<>();
    for (Entry entry : entries) {
      List<Integer> pools =
          entry.pools().stream().filter(count -> count == 0 || poolCounts.contains(count)).toList();
      if (only.contains(entry.choice()) && !pools.isEmpty()) {
        Candidate candidate = entry.candidate().make();
        entrants.add(new Entrant(candidate.name(), candidate, Arrangement.NEAR, pools));
      }
    }
    return new Contest(workload, FRESHET, entrants);
  }

  /** Freshet beside itself: with pools as they should be, and with one that is not. */
  private Contest disturbance(
      Workload workload, int pools, int connections, Arrangement undisturbed, Arrangement disturbed)
      throws IOException {
    List<Entrant> entrants = new ArrayList<>();
    if (only.contains(Choice.freshet)) {
      Candidate freshet = FreshetCandidate.connecting(daemon, connections);
      entrants.add(new Entrant("Freshet, undisturbed", freshet, undisturbed, List.of(pools)));
      entrants.add(new Entrant(FRESHET, freshet, disturbed, List.of(pools)));
    }
    return new Contest(workload, FRESHET, entrants);
  }

  private Entry entrant(Choice choice, Integer... pools) {
    return new Entry(choice, () -> streaming(choice), List.of(pools));
  }

  private Candidate streaming(Choice choice) throws IOException {
    return switch (choice) {
      case floor -> FloorCandidate.inBulk(classPath());
      case freshet -> FreshetCandidate.running(daemon);
      case debezium -> FreshetCandidate.throughDebezium(daemon);
      case rival -> RivalCandidate.streaming(classPath(), workers);
    };
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
