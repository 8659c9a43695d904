package dev.freshet.benchmarks;

import dev.freshet.benchmarks.candidate.Candidate;
import dev.freshet.benchmarks.candidate.FloorCandidate;
import dev.freshet.benchmarks.candidate.FreshetCandidate;
import dev.freshet.benchmarks.candidate.RivalCandidate;
import dev.freshet.benchmarks.candidate.TableFloorCandidate;
import dev.freshet.benchmarks.report.Report;
import dev.freshet.benchmarks.users.Workload;
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
  private static final int SMOKE_ROWS = 10_000;
  private static final int SMOKE_TRANSACTION = 20_000;
  private static final int SMOKE_TABLE = 20_000;

  /** Who can be run. */
  enum Choice {
    floor,
    freshet,
    rival
  }

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "200000",
      description = "transactions of one row; 0 leaves this workload out")
  private int rows;

  @Option(
      names = "--transaction",
      paramLabel = "N",
      defaultValue = "300000",
      description = "rows of the one large transaction; 0 leaves this workload out")
  private int transaction;

  @Option(
      names = "--table",
      paramLabel = "N",
      defaultValue = "500000",
      description = "rows of the table that pools are filled from; 0 leaves this workload out")
  private int table;

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
      defaultValue = "1,2",
      description = "to how many pools each candidate is run")
  private List<Integer> pools = List.of();

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "floor,freshet,rival",
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
      defaultValue = "-Xmx1g",
      description =
          "an option of each candidate's JVM; may be given again, and replaces the default")
  private List<String> javaOptions = List.of();

  @Option(
      names = "--smoke",
      description =
          "a look at whether it all works: "
              + SMOKE_ROWS
              + " rows, a transaction of "
              + SMOKE_TRANSACTION
              + ", a table of "
              + SMOKE_TABLE
              + ", one pool, one run")
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

  private Plan plan(Path folder) throws IOException {
    int single = smoke ? SMOKE_ROWS : rows;
    int large = smoke ? SMOKE_TRANSACTION : transaction;
    int whole = smoke ? SMOKE_TABLE : table;
    List<Contest> contests = new ArrayList<>();
    if (single > 0) {
      contests.add(contest("single-row transactions", single, Workload.Shape.SINGLE_ROWS));
    }
    if (large > 0) {
      contests.add(contest("one transaction", large, Workload.Shape.ONE_TRANSACTION));
    }
    if (whole > 0) {
      contests.add(contest("warm-up", whole, Workload.Shape.TABLE));
    }
    return new Plan(contests, smoke ? List.of(1) : pools, smoke ? 1 : repeat, javaOptions, folder);
  }

  private Contest contest(String name, int rows, Workload.Shape shape) throws IOException {
    Workload workload = new Workload(name, rows, shape);
    List<Candidate> candidates = new ArrayList<>();
    for (Choice choice : only) {
      candidates.add(workload.isStream() ? streaming(choice) : warming(choice));
    }
    return new Contest(workload, candidates);
  }

  private Candidate streaming(Choice choice) throws IOException {
    return switch (choice) {
      case floor -> new FloorCandidate(classPath());
      case freshet -> FreshetCandidate.running(daemon.toAbsolutePath());
      case rival -> RivalCandidate.streaming(classPath(), workers);
    };
  }

  private Candidate warming(Choice choice) throws IOException {
    return switch (choice) {
      case floor -> new TableFloorCandidate(classPath());
      case freshet -> FreshetCandidate.warming(daemon.toAbsolutePath());
      case rival -> RivalCandidate.takingSnapshot(classPath(), workers);
    };
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
