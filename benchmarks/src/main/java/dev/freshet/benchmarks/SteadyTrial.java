package dev.freshet.benchmarks;

import dev.freshet.benchmarks.candidate.Assignment;
import dev.freshet.benchmarks.candidate.Candidate;
import dev.freshet.benchmarks.measure.Arrangement;
import dev.freshet.benchmarks.measure.BinlogPosition;
import dev.freshet.benchmarks.measure.CandidateProcess;
import dev.freshet.benchmarks.measure.Observation;
import dev.freshet.benchmarks.measure.Oracle;
import dev.freshet.benchmarks.measure.Pools;
import dev.freshet.benchmarks.report.SteadyResult;
import dev.freshet.benchmarks.steady.SteadyRun;
import dev.freshet.benchmarks.steady.SteadyWork;
import dev.freshet.benchmarks.workload.Mapping;
import dev.freshet.benchmarks.workload.UsersTable;
import dev.freshet.benchmarks.workload.Workload;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A contest in how soon a pool shows what was committed: candidate after candidate is started, each
 * as a cold process on a table that is empty and a binlog that it reads from its end, and only then
 * are changes made; repetition by repetition.
 */
final class SteadyTrial {
  private final Stage stage;
  private final SteadyContest contest;

  SteadyTrial(Stage stage, SteadyContest contest) {
    this.stage = stage;
    this.contest = contest;
  }

  List<SteadyResult> run() throws SQLException, IOException, InterruptedException {
    Map<Candidate, List<SteadyRun>> runs = new LinkedHashMap<>();
    for (int repetition = 1; repetition <= stage.plan().repetitions(); repetition++) {
      for (Candidate candidate : contest.candidates()) {
        SteadyRun run = measure(candidate);
        runs.computeIfAbsent(candidate, absent -> new ArrayList<>()).add(run);
        stage
            .progress()
            .accept(
                "%s: %s, run %d: p50 %.2f ms, p99 %.2f ms, %.1f %% of a core"
                    .formatted(
                        contest.name(),
                        candidate.name(),
                        repetition,
                        run.p50Millis(),
                        run.p99Millis(),
                        run.cpuPercent()));
      }
    }
    return runs.entrySet().stream()
        .map(entry -> new SteadyResult(contest.name(), entry.getKey().name(), entry.getValue()))
        .toList();
  }

  private SteadyRun measure(Candidate candidate)
      throws SQLException, IOException, InterruptedException {
    stage.clearDatabase();
    UsersTable.USERS.create(stage.database());
    Pools pool = stage.servers().empty(Arrangement.NEAR, 1);
    stage.dumpThreads().clear();
    Assignment assignment =
        new Assignment(
            Folders.create(stage.plan().folder(), candidate.name() + "-" + contest.name()),
            stage.database(),
            Mapping.ofRows(List.of(UsersTable.USERS.mapped())),
            BinlogPosition.latest(stage.database()),
            pool.addresses(),
            false);
    try (CandidateProcess process = stage.start(candidate, assignment)) {
      new Observation(process, stage.dumpThreads()).awaitReading();
      SteadyRun run =
          new SteadyWork(stage.database(), pool.addresses().get(0), contest.pace())
              .measure(process);
      process.stop();
      int changes = contest.pace().changes();
      new Oracle(UsersTable.USERS.sample(stage.database(), changes, Workload.SAMPLE))
          .verify(candidate.name(), pool);
      return run;
    }
  }
}
