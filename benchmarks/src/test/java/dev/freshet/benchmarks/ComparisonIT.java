package dev.freshet.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.freshet.benchmarks.report.Report;
import dev.freshet.benchmarks.report.Result;
import dev.freshet.benchmarks.report.SteadyResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That every candidate still runs and leaves in the pools what the database holds. */
class ComparisonIT {
  private static final int WORKERS = 8;

  @TempDir private Path folder;

  @Test
  void everyCandidateCarriesEveryWorkloadRightly() throws Exception {
    Path daemon = Path.of(System.getProperty("freshet.daemon"));
    Catalogue upToTwoPools =
        new Catalogue(
            List.of(Choice.floor, Choice.freshet, Choice.rival), List.of(1, 2), WORKERS, daemon);
    Catalogue throughDebezium =
        new Catalogue(List.of(Choice.debezium), List.of(1), WORKERS, daemon);
    Plan plan =
        new Plan(
            List.of(
                upToTwoPools.contest(Work.single, 500),
                upToTwoPools.contest(Work.transaction, 5000),
                upToTwoPools.contest(Work.warm, 12_000),
                throughDebezium.contest(Work.single, 500)),
            List.of(),
            1,
            List.of("-Xmx256m"),
            folder);
    List<String> progress = new ArrayList<>();

    Report report = new Comparison(plan, progress::add).run();

    assertThat(report.results())
        .extracting(Result::workload, Result::candidate, Result::pools)
        .containsExactly(
            tuple("single-row transactions", "floor", 1),
            tuple("single-row transactions", "Freshet", 1),
            tuple("single-row transactions", "Debezium + Xmemcached", 1),
            tuple("single-row transactions", "floor", 2),
            tuple("single-row transactions", "Freshet", 2),
            tuple("one transaction", "floor", 1),
            tuple("one transaction", "Freshet", 1),
            tuple("one transaction", "Debezium + Xmemcached", 1),
            tuple("one transaction", "floor", 2),
            tuple("one transaction", "Freshet", 2),
            tuple("warm-up", "floor", 0),
            tuple("warm-up", "Freshet", 1),
            tuple("warm-up", "Debezium + Xmemcached", 1),
            tuple("warm-up", "Freshet", 2),
            tuple("single-row transactions", "Freshet through Debezium", 1));
    assertThat(report.ratios()).hasSize(12).allMatch(ratio -> ratio.cpu() > 0);
    assertThat(report.markdown()).contains("MySQL", "| Freshet / floor");
    Path json = folder.resolve("report.json");
    report.writeJson(json);
    assertThat(Files.readString(json)).contains("\"rows_per_second\"", "\"ratios\"");
    assertThat(progress).isNotEmpty();
  }

  @Test
  void theFloorAndFreshetCarryAllOtherWorkRightly() throws Exception {
    Path daemon = Path.of(System.getProperty("freshet.daemon"));
    Catalogue catalogue =
        new Catalogue(List.of(Choice.floor, Choice.freshet), List.of(1), WORKERS, daemon);
    Plan plan =
        new Plan(
            List.of(
                catalogue.contest(Work.wide, 100),
                catalogue.contest(Work.hot, 2000),
                catalogue.contest(Work.tables, 500),
                catalogue.contest(Work.deletes, 2000),
                catalogue.contest(Work.query, 300),
                catalogue.contest(Work.far, 2000),
                catalogue.contest(Work.dead, 2000)),
            List.of(catalogue.steadyContest(300, 200)),
            1,
            List.of("-Xmx256m"),
            folder);

    Report report = new Comparison(plan, line -> {}).run();

    assertThat(report.results())
        .extracting(Result::workload, Result::candidate, Result::pools)
        .containsExactly(
            tuple("wide rows", "Freshet", 1),
            tuple("hot keys", "floor", 1),
            tuple("hot keys", "Freshet", 1),
            tuple("100 tables", "Freshet", 1),
            tuple("deletes", "floor", 1),
            tuple("deletes", "Freshet", 1),
            tuple("query transformer", "Freshet", 1),
            tuple("a pool at 150 ms", "Freshet, undisturbed", 2),
            tuple("a pool at 150 ms", "Freshet", 2),
            tuple("a dead pool", "Freshet, undisturbed", 1),
            tuple("a dead pool", "Freshet", 1));
    assertThat(report.steady())
        .extracting(SteadyResult::candidate, result -> result.runs().get(0).changes())
        .containsExactly(tuple("floor", 200), tuple("Freshet", 200));
    assertThat(report.markdown())
        .contains("| Freshet / Freshet, undisturbed", "p99 ms more", "% of a core");
    Path json = folder.resolve("report.json");
    report.writeJson(json);
    assertThat(Files.readString(json)).contains("\"p99_millis\"", "\"p99MoreMillis\"");
  }
}
