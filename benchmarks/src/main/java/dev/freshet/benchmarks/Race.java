package dev.freshet.benchmarks;

import dev.freshet.benchmarks.candidate.Assignment;
import dev.freshet.benchmarks.candidate.Candidate;
import dev.freshet.benchmarks.measure.BinlogPosition;
import dev.freshet.benchmarks.measure.CandidateProcess;
import dev.freshet.benchmarks.measure.KeysInPools;
import dev.freshet.benchmarks.measure.Observation;
import dev.freshet.benchmarks.measure.Oracle;
import dev.freshet.benchmarks.measure.Pools;
import dev.freshet.benchmarks.measure.Reading;
import dev.freshet.benchmarks.measure.Run;
import dev.freshet.benchmarks.measure.ToldRows;
import dev.freshet.benchmarks.report.Result;
import dev.freshet.benchmarks.workload.Outcome;
import dev.freshet.benchmarks.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A contest in speed: it notes where the binlog ends, lets the candidates find their places, has
 * the work written, and then runs candidate after candidate over the same stretch of binlog or the
 * same table, each as a cold process, repetition by repetition so that a slow minute of the machine
 * hits all of them.
 */
final class Race {
  private final Stage stage;
  private final Contest contest;
  private final Workload workload;

  Race(Stage stage, Contest contest) {
    this.stage = stage;
    this.contest = contest;
    this.workload = contest.workload();
  }

  /** An entrant with a number of pools. */
  private record Turn(Entrant entrant, int pools) {}

  List<Result> run() throws SQLException, IOException, InterruptedException {
    stage.clearDatabase();
    workload.create(stage.database());
    BinlogPosition start = BinlogPosition.latest(stage.database());
    Map<Entrant, Path> places = new LinkedHashMap<>();
    for (Entrant entrant : contest.entrants()) {
      if (entrant.candidate().keepsState()) {
        places.put(entrant, storePlace(entrant, start));
      }
    }
    tell("writing the work");
    workload.write(stage.database());
    Outcome outcome = workload.outcome(stage.database());
    Map<Turn, List<Run>> runs = new LinkedHashMap<>();
    for (int repetition = 1; repetition <= stage.plan().repetitions(); repetition++) {
      for (Turn turn : turns()) {
        Run run = measure(turn, start, places, outcome);
        runs.computeIfAbsent(turn, absent -> new ArrayList<>()).add(run);
        tell(
            "%s to %d pools, run %d: %,.0f rows/s, %.1f µs CPU a row"
                .formatted(
                    turn.entrant().name(),
                    turn.pools(),
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
                    entry.getKey().entrant().name(),
                    entry.getKey().pools(),
                    entry.getValue()))
        .toList();
  }

  private List<Turn> turns() {
    return contest.entrants().stream()
        .flatMap(entrant -> entrant.pools().stream())
        .sorted()
        .distinct()
        .flatMap(
            pools ->
                contest.entrants().stream()
                    .filter(entrant -> entrant.pools().contains(pools))
                    .map(entrant -> new Turn(entrant, pools)))
        .toList();
  }

  /** Lets a candidate store its place, and returns the folder where it did. */
  private Path storePlace(Entrant entrant, BinlogPosition start)
      throws SQLException, IOException, InterruptedException {
    tell(entrant.name() + " stores its place");
    Candidate candidate = entrant.candidate();
    Pools pools = stage.servers().well(entrant.arrangement(), entrant.mostPools());
    Assignment assignment =
        new Assignment(
            newFolder(entrant),
            stage.database(),
            workload.mapping(),
            start,
            pools.addresses(),
            true);
    stage.dumpThreads().clear();
    try (CandidateProcess process = stage.start(candidate, assignment)) {
      Observation observation = new Observation(process, stage.dumpThreads());
      observation.awaitReading();
      observation.awaitSoon("store its place", () -> candidate.hasPlace(assignment));
      process.stop();
    }
    return assignment.state();
  }

  private Run measure(Turn turn, BinlogPosition start, Map<Entrant, Path> places, Outcome outcome)
      throws SQLException, IOException, InterruptedException {
    Candidate candidate = turn.entrant().candidate();
    Pools pools = stage.servers().empty(turn.entrant().arrangement(), turn.pools());
    pools.fill(workload.before());
    Reading reading = workload.isStream() ? stage.dumpThreads() : stage.tableReads();
    reading.clear();
    Assignment assignment =
        new Assignment(
            newFolder(turn.entrant()),
            stage.database(),
            workload.mapping(),
            start,
            pools.addresses(),
            false);
    Path place = places.get(turn.entrant());
    if (place != null) {
      Folders.copy(place, assignment.state());
    }
    try (CandidateProcess process = stage.start(candidate, assignment)) {
      Run run = observe(new Observation(process, reading), process, candidate, pools, outcome);
      if (candidate.endsByItself()) {
        process.awaitEnd();
      } else {
        process.stop();
      }
      stage.servers().restore();
      new Oracle(outcome.sample()).verify(candidate.name(), pools);
      return run;
    }
  }

  private Run observe(
      Observation observation,
      CandidateProcess process,
      Candidate candidate,
      Pools pools,
      Outcome outcome)
      throws SQLException, IOException, InterruptedException {
    if (!candidate.fillsPools()) {
      return observation.awaitAll(workload.rows(), new ToldRows(process, workload.rows()));
    }
    try (KeysInPools keys = new KeysInPools(pools, outcome)) {
      return observation.awaitAll(workload.rows(), keys);
    }
  }

  private Path newFolder(Entrant entrant) throws IOException {
    return Folders.create(stage.plan().folder(), entrant.name() + "-" + workload.name());
  }

  private void tell(String what) {
    stage.progress().accept(workload.name() + ": " + what);
  }
}
