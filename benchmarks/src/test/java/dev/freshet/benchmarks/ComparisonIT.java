package dev.freshet.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.freshet.benchmarks.candidate.Candidate;
import dev.freshet.benchmarks.candidate.FloorCandidate;
import dev.freshet.benchmarks.candidate.FreshetCandidate;
import dev.freshet.benchmarks.candidate.RivalCandidate;
import dev.freshet.benchmarks.candidate.TableFloorCandidate;
import dev.freshet.benchmarks.report.Report;
import dev.freshet.benchmarks.report.Result;
import dev.freshet.benchmarks.users.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That every candidate still runs and leaves in the pools what the database holds. */
class ComparisonIT {
  @TempDir private Path folder;

  @Test
  void everyCandidateCarriesEveryWorkloadRightly() throws Exception {
    String classPath = System.getProperty("java.class.path");
    Path daemon = Path.of(System.getProperty("freshet.daemon"));
    List<Candidate> streaming =
        List.of(
            new FloorCandidate(classPath),
            FreshetCandidate.running(daemon),
            RivalCandidate.streaming(classPath, 8));
    List<Candidate> warming =
        List.of(
            new TableFloorCandidate(classPath),
            FreshetCandidate.warming(daemon),
            RivalCandidate.takingSnapshot(classPath, 8));
    Plan plan =
        new Plan(
            List.of(
                new Contest(
                    new Workload("single rows", 500, Workload.Shape.SINGLE_ROWS), streaming),
                new Contest(
                    new Workload("one transaction", 5000, Workload.Shape.ONE_TRANSACTION),
                    streaming),
                new Contest(new Workload("warm-up", 12_000, Workload.Shape.TABLE), warming)),
            List.of(2),
            1,
            List.of("-Xmx256m"),
            folder);
    List<String> progress = new ArrayList<>();

    Report report = new Comparison(plan, progress::add).run();

    assertThat(report.results())
        .extracting(Result::workload, Result::candidate, Result::pools)
        .containsExactly(
            tuple("single rows", "floor", 2),
            tuple("single rows", "Freshet", 2),
            tuple("single rows", "Debezium + Xmemcached", 2),
            tuple("one transaction", "floor", 2),
            tuple("one transaction", "Freshet", 2),
            tuple("one transaction", "Debezium + Xmemcached", 2),
            tuple("warm-up", "floor", 0),
            tuple("warm-up", "Freshet", 2),
            tuple("warm-up", "Debezium + Xmemcached", 2));
    assertThat(report.ratios()).hasSize(6).allMatch(ratio -> ratio.speed() > 0);
    assertThat(report.markdown()).contains("MySQL", "| Freshet / floor");
    Path json = folder.resolve("report.json");
    report.writeJson(json);
    assertThat(Files.readString(json)).contains("\"rows_per_second\"", "\"ratios\"");
    assertThat(progress).isNotEmpty();
  }
}
