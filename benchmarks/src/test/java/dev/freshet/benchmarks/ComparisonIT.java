package dev.freshet.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.benchmarks.candidate.FloorCandidate;
import dev.freshet.benchmarks.candidate.FreshetCandidate;
import dev.freshet.benchmarks.candidate.RivalCandidate;
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
    Plan plan =
        new Plan(
            List.of(
                new Workload("single rows", 500, Workload.Shape.SINGLE_ROWS),
                new Workload("one transaction", 5000, Workload.Shape.ONE_TRANSACTION)),
            List.of(
                new FloorCandidate(classPath),
                FreshetCandidate.in(Path.of(System.getProperty("freshet.daemon"))),
                new RivalCandidate(classPath, 8)),
            List.of(2),
            1,
            List.of("-Xmx256m"),
            folder);
    List<String> progress = new ArrayList<>();

    Report report = new Comparison(plan, progress::add).run();

    assertThat(report.results())
        .extracting(Result::candidate)
        .containsExactly(
            "floor",
            "Freshet",
            "Debezium + Xmemcached",
            "floor",
            "Freshet",
            "Debezium + Xmemcached");
    assertThat(report.ratios()).hasSize(4).allMatch(ratio -> ratio.speed() > 0);
    assertThat(report.markdown()).contains("MySQL", "| Freshet / floor");
    Path json = folder.resolve("report.json");
    report.writeJson(json);
    assertThat(Files.readString(json)).contains("\"rows_per_second\"", "\"ratios\"");
    assertThat(progress).isNotEmpty();
  }
}
