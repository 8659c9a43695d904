package dev.freshet.benchmarks;

import dev.freshet.benchmarks.report.Report;
import dev.freshet.testkit.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command behind {@code benchmarks/run}. */
@Command(
    name = "benchmarks/run",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Runs Freshet beside what a user would pick instead, on servers of its own, and prints a"
          + " table.",
      "The figures are explained in benchmarks/README.md."
    },
    footer = {"", "Example: benchmarks/run --repeat 5 --json result.json"})
public final class Benchmarks implements Callable<Integer> {
  /** Changes at a steady pace before it is measured, whatever the scale: compilers take as long. */
  private static final int SETTLING = 120_000;

  private static final List<String> JAVA_OPTIONS = List.of("-Xmx1g", "-XX:+UseParallelGC");

  @Option(
      names = "--workloads",
      paramLabel = "NAME",
      split = ",",
      description = "what is run: ${COMPLETION-CANDIDATES}; all unless given",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private List<Work> workloads = List.of(Work.values());

  @Option(
      names = "--scale",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "more or fewer rows than usual, in each workload")
  private double scale;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "3",
      description = "runs of each candidate")
  private int repeat;

  @Option(
      names = "--pools",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,6",
      description = "numbers of pools to run to, of those that a candidate is meant for")
  private List<Integer> pools = List.of();

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "floor,freshet,debezium,rival",
      description = "the candidates: ${COMPLETION-CANDIDATES}")
  private List<Choice> only = List.of();

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "32",
      description = "threads of the rival that set keys")
  private int workers;

  @Option(
      names = "--java-option",
      paramLabel = "OPTION",
      description =
          "an option of each candidate's JVM; may be given again, and replaces those that are"
              + " given otherwise: -Xmx1g -XX:+UseParallelGC")
  private List<String> javaOptions = List.of();

  @Option(
      names = "--smoke",
      description = "a look at whether it all works: few rows, one pool, one run")
  private boolean smoke;

  @Option(names = "--json", paramLabel = "FILE", description = "where every run is written as JSON")
  private @Nullable Path json;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "a folder for what the processes leave: output, configuration, recordings")
  private @Nullable Path keep;

  @Option(
      names = "--daemon",
      paramLabel = "DIR",
      defaultValue = "${sys:freshet.daemon:-daemon/target}",
      description = "the target folder of the daemon that is run")
  private Path daemon = Path.of("");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "shows this")
  boolean help;

  private Benchmarks() {}

  /** Ends the JVM with 0 if all went well, 1 if it did not, 2 for wrong options. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Benchmarks()).execute(arguments));
  }

  @Override
  public Integer call() throws SQLException, IOException, InterruptedException {
    Path folder =
        keep == null
            ? Files.createTempDirectory("freshet-benchmarks")
            : Files.createDirectories(keep.toAbsolutePath());
    try {
      Report report = new Comparison(plan(folder), System.err::println).run();
      System.out.print(report.markdown());
      if (json != null) {
        report.writeJson(json);
      }
      return 0;
    } catch (IllegalStateException | ServerException e) {
      System.err.println(e.getMessage());
      return 1;
    } finally {
      if (keep == null) {
        delete(folder);
      }
    }
  }

  private List<String> options() {
    return javaOptions.isEmpty() ? JAVA_OPTIONS : javaOptions;
  }

  private Plan plan(Path folder) throws IOException {
    Catalogue catalogue =
        new Catalogue(only, smoke ? List.of(1) : pools, workers, daemon.toAbsolutePath());
    List<Contest> contests = new ArrayList<>();
    List<SteadyContest> steadyContests = new ArrayList<>();
    for (Work work : workloads) {
      int rows = work.rows(smoke, scale);
      if (work == Work.steady) {
        steadyContests.add(catalogue.steadyContest(smoke ? rows : SETTLING, rows));
      } else {
        contests.add(catalogue.contest(work, rows));
      }
    }
    contests.removeIf(contest -> contest.entrants().isEmpty());
    return new Plan(contests, steadyContests, smoke ? 1 : repeat, options(), folder);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
