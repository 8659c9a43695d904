package dev.freshet.benchmarks;

import dev.freshet.benchmarks.measure.DumpThreads;
import dev.freshet.benchmarks.measure.PoolServers;
import dev.freshet.benchmarks.measure.TableReads;
import dev.freshet.benchmarks.report.Ratio;
import dev.freshet.benchmarks.report.Report;
import dev.freshet.benchmarks.report.Result;
import dev.freshet.benchmarks.report.SteadyResult;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One session: servers are started, and contest after contest is held on them. */
public final class Comparison {

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
    progress.accept("starting MySQL");
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL, DATABASE_OPTIONS);
        PoolServers servers = new PoolServers();
        DumpThreads dumpThreads = DumpThreads.of(database);
        TableReads tableReads = TableReads.of(database)) {
      Stage stage = new Stage(plan, progress, database, servers, dumpThreads, tableReads);
      List<Result> results = new ArrayList<>();
      List<Ratio> ratios = new ArrayList<>();
      for (Contest contest : plan.contests()) {
        List<Result> these = new Race(stage, contest).run();
        results.addAll(these);
        ratios.addAll(Ratio.of(contest.subject(), these));
      }
      List<SteadyResult> steady = new ArrayList<>();
      for (SteadyContest contest : plan.steadyContests()) {
        List<SteadyResult> these = new SteadyTrial(stage, contest).run();
        steady.addAll(these);
        ratios.addAll(Ratio.atSteadyPace(contest.subject(), these));
      }
      return new Report(Environment.describe(database, servers, plan), results, steady, ratios);
    }
  }
}
