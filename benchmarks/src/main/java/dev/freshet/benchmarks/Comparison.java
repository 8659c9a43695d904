package dev.freshet.benchmarks;

import dev.freshet.benchmarks.candidate.Assignment;
import dev.freshet.benchmarks.candidate.Candidate;
import dev.freshet.benchmarks.measure.BinlogPosition;
import dev.freshet.benchmarks.measure.CandidateProcess;
import dev.freshet.benchmarks.measure.DumpThreads;
import dev.freshet.benchmarks.measure.KeysInPools;
import dev.freshet.benchmarks.measure.Observation;
import dev.freshet.benchmarks.measure.Oracle;
import dev.freshet.benchmarks.measure.Pools;
import dev.freshet.benchmarks.measure.Reading;
import dev.freshet.benchmarks.measure.Run;
import dev.freshet.benchmarks.measure.TableReads;
import dev.freshet.benchmarks.measure.ToldRows;
import dev.freshet.benchmarks.report.Ratio;
import dev.freshet.benchmarks.report.Report;
import dev.freshet.benchmarks.report.Result;
import dev.freshet.benchmarks.users.UsersTable;
import dev.freshet.benchmarks.users.Workload;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One session: for each workload it notes where the binlog ends, lets the candidates find their
 * places, writes the work, and then runs candidate after candidate over the same stretch of binlog
 * or the same table, each as a cold process, repetition by repetition so that a slow minute of the
 * machine hits all of them.
 */
public final class Comparison {
  private static final int SAMPLE = 1000;
  private static final String SUBJECT = "Freshet";

  /** Speed of writing and memory for the work; both are the same for all candidates. */
  private static final String[] DATABASE_OPTIONS = {
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=256M",
    "--max-binlog-size=1G",
    "--max-allowed-packet=64M"
  };

  private final Plan plan;
  private final Consumer<String> progress;

  /**
   * @param progress is told what is going on, a line at a time
   */
  public Comparison(Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Runs it. Takes minutes.
   *
   * @throws IllegalStateException if a candidate ends, does not finish, or leaves in a pool what
   *     the database does not hold
   */
  public Report run() throws SQLException, IOException, InterruptedException {
    progress.accept("starting MySQL and " + plan.mostPools() + " memcached");
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL, DATABASE_OPTIONS);
        Pools pools = Pools.start(plan.mostPools());
        DumpThreads dumpThreads = DumpThreads.of(database);
        TableReads tableReads = TableReads.of(database)) {
      Session session = new Session(database, pools, dumpThreads, tableReads);
      List<Result> results = new ArrayList<>();
      for (Contest contest : plan.contests()) {
        results.addAll(session.compare(contest));
      }
      return new Report(
          Environment.describe(database, pools, plan), results, Ratio.of(SUBJECT, results));
    }
  }

  /** A candidate with a number of pools, which is 0 for one that stores nothing. */
  private record Entry(Candidate candidate, int pools) {}

  private final class Session {
    private final DatabaseServer database;
    private final Pools pools;
    private final DumpThreads dumpThreads;
    private final TableReads tableReads;

    Session(DatabaseServer database, Pools pools, DumpThreads dumpThreads, TableReads tableReads) {
      this.database = database;
      this.pools = pools;
      this.dumpThreads = dumpThreads;
      this.tableReads = tableReads;
    }

    List<Result> compare(Contest contest) throws SQLException, IOException, InterruptedException {
      Workload workload = contest.workload();
      UsersTable.recreate(database);
      BinlogPosition start = BinlogPosition.latest(database);
      Map<Candidate, Path> prepared = new LinkedHashMap<>();
      for (Candidate candidate : contest.candidates()) {
        if (candidate.keepsState()) {
          prepared.put(candidate, prepare(candidate, workload, start));
        }
      }
      progress.accept(workload.name() + ": writing the work");
      workload.write(database);
      Oracle oracle = new Oracle(UsersTable.sample(database, workload.rows(), SAMPLE));
      Map<Entry, List<Run>> runs = new LinkedHashMap<>();
      for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
        for (Entry entry : entries(contest)) {
          Run run = measure(entry, workload, start, prepared.get(entry.candidate()), oracle);
          runs.computeIfAbsent(entry, absent -> new ArrayList<>()).add(run);
          progress.accept(
              "%s: %s to %d pools, run %d: %,.0f rows/s, %.1f µs CPU a row"
                  .formatted(
                      workload.name(),
                      entry.candidate().name(),
                      entry.pools(),
                      repetition,
                      run.rowsPerSecond(),
                      run.cpuMicrosPerRow()));
        }
      }
      return runs.entrySet().stream()
          .map(
              entry ->
                  new Result(
                      workload.name(),
                      entry.getKey().candidate().name(),
                      entry.getKey().pools(),
                      entry.getValue()))
          .toList();
    }

    private List<Entry> entries(Contest contest) {
      return plan.poolCounts().stream()
          .flatMap(
              count ->
                  contest.candidates().stream()
                      .map(candidate -> new Entry(candidate, candidate.fillsPools() ? count : 0)))
          .distinct()
          .toList();
    }

    /** Lets a candidate store its place, and returns the folder where it did. */
    private Path prepare(Candidate candidate, Workload workload, BinlogPosition start)
        throws SQLException, IOException, InterruptedException {
      progress.accept(workload.name() + ": " + candidate.name() + " stores its place");
      Assignment assignment =
          new Assignment(newFolder(candidate, workload), database, start, pools.addresses());
      dumpThreads.clear();
      try (CandidateProcess process = start(candidate, assignment)) {
        Observation observation = new Observation(process, dumpThreads);
        observation.awaitReading();
        observation.awaitSoon("store its place", () -> candidate.hasPlace(assignment));
        process.stop();
      }
      return assignment.state();
    }

    private Run measure(
        Entry entry, Workload workload, BinlogPosition start, @Nullable Path state, Oracle oracle)
        throws SQLException, IOException, InterruptedException {
      Candidate candidate = entry.candidate();
      Pools chosen = pools.first(entry.pools());
      chosen.empty();
      Reading reading = workload.isStream() ? dumpThreads : tableReads;
      reading.clear();
      Assignment assignment =
          new Assignment(newFolder(candidate, workload), database, start, chosen.addresses());
      if (state != null) {
        copy(state, assignment.state());
      }
      try (CandidateProcess process = start(candidate, assignment)) {
        Run run = observe(process, reading, candidate, chosen, workload);
        if (candidate.endsByItself()) {
          process.awaitEnd();
        } else {
          process.stop();
        }
        oracle.verify(candidate.name(), chosen);
        return run;
      }
    }

    private static Run observe(
        CandidateProcess process,
        Reading reading,
        Candidate candidate,
        Pools chosen,
        Workload workload)
        throws SQLException, IOException, InterruptedException {
      Observation observation = new Observation(process, reading);
      if (!candidate.fillsPools()) {
        return observation.awaitAll(workload.rows(), new ToldRows(process, workload));
      }
      try (KeysInPools keys = new KeysInPools(chosen, workload)) {
        return observation.awaitAll(workload.rows(), keys);
      }
    }

    private CandidateProcess start(Candidate candidate, Assignment assignment) throws IOException {
      return CandidateProcess.start(
          candidate.name(), plan.javaOptions(), candidate.command(assignment), assignment.folder());
    }
  }

  private Path newFolder(Candidate candidate, Workload workload) throws IOException {
    String name = (candidate.name() + "-" + workload.name()).replaceAll("[^A-Za-z0-9]+", "-");
    for (int i = 0; ; i++) {
      Path folder = plan.folder().resolve(name + "-" + i);
      if (!Files.exists(folder)) {
        return Files.createDirectories(folder);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
