package dev.freshet.benchmarks;

import dev.freshet.benchmarks.candidate.Assignment;
import dev.freshet.benchmarks.candidate.Candidate;
import dev.freshet.benchmarks.measure.CandidateProcess;
import dev.freshet.benchmarks.measure.DumpThreads;
import dev.freshet.benchmarks.measure.PoolServers;
import dev.freshet.benchmarks.measure.TableReads;
import dev.freshet.benchmarks.workload.Workload;
import dev.freshet.testkit.DatabaseServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.Consumer;

/** What all contests of a session are held on. Not thread-safe. */
record Stage(
    Plan plan,
    Consumer<String> progress,
    DatabaseServer database,
    PoolServers servers,
    DumpThreads dumpThreads,
    TableReads tableReads) {

  /** Has the database for the tables be there, and empty. */
  void clearDatabase() throws SQLException {
    database.execute(
        "DROP DATABASE IF EXISTS " + Workload.DATABASE,
        "CREATE DATABASE " + Workload.DATABASE + " CHARACTER SET utf8mb4");
  }

  /** Starts a candidate's process. */
  CandidateProcess start(Candidate candidate, Assignment assignment) throws IOException {
    return CandidateProcess.start(
        candidate.name(), plan.javaOptions(), candidate.command(assignment), assignment.folder());
  }
}
