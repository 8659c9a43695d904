package dev.freshet.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.benchmarks.measure.Run;
import dev.freshet.benchmarks.measure.Spread;
import dev.freshet.benchmarks.steady.SteadyRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a session found out.
 *
 * @param environment what it ran on, in the order to be shown
 * @param results one for each workload, candidate and number of pools
 * @param steady one for each candidate at a steady pace
 * @param ratios of the candidates that this is about
 */
public record Report(
    Map<String, String> environment,
    List<Result> results,
    List<SteadyResult> steady,
    List<Ratio> ratios) {

  private static final double MEBIBYTE = 1024.0 * 1024;
  private static final double MILLIS_OF_SECOND = 1e3;

  /** For people, and for pages. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    environment.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    if (!results.isEmpty()) {
      text.append('\n').append(resultTable());
    }
    if (!steady.isEmpty()) {
      text.append('\n').append(steadyTable());
    }
    if (!ratios.isEmpty()) {
      text.append('\n').append(ratioTable());
    }
    return text.toString();
  }

  /** For programs: every run, with the figures that are made from it. */
  public void writeJson(Path file) throws IOException {
    ObjectMapper jackson = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = jackson.createObjectNode();
    environment.forEach(root.putObject("environment")::put);
    ArrayNode list = root.putArray("results");
    for (Result result : results) {
      ObjectNode node = add(list, result.workload(), result.candidate());
      node.put("pools", result.pools());
      ArrayNode runs = node.putArray("runs");
      for (Run run : result.runs()) {
        ObjectNode one = runs.addObject();
        one.put("rows", run.rows());
        one.put("rows_per_second", run.rowsPerSecond());
        one.put("rows_per_second_with_start", run.rowsPerSecondWithStart());
        one.put("cpu_micros_per_row", run.cpuMicrosPerRow());
        one.put("cpu_micros_per_row_without_start", run.cpuMicrosPerRowWithoutStart());
        one.put("peak_memory_bytes", run.peakMemory());
        one.put("seconds_until_reading", seconds(run.untilReading()));
        one.put("seconds_until_first_row", seconds(run.untilFirst()));
        one.put("seconds_until_last_row", seconds(run.untilLast()));
      }
    }
    writeSteady(root.putArray("steady"));
    root.set("ratios", jackson.valueToTree(ratios));
    jackson.writeValue(file.toFile(), root);
  }

  private static ObjectNode add(ArrayNode list, String workload, String candidate) {
    return list.addObject().put("workload", workload).put("candidate", candidate);
  }

  private void writeSteady(ArrayNode list) {
    for (SteadyResult result : steady) {
      ArrayNode runs = add(list, result.workload(), result.candidate()).putArray("runs");
      for (SteadyRun run : result.runs()) {
        ObjectNode one = runs.addObject();
        one.put("changes", run.changes());
        one.put("changes_per_second", run.changesPerSecond());
        one.put("p50_millis", run.p50Millis());
        one.put("p99_millis", run.p99Millis());
        one.put("max_millis", run.maxMillis());
        one.put("cpu_percent_of_a_core", run.cpuPercent());
        one.put("cpu_micros_per_change", run.cpuMicrosPerChange());
        one.put("peak_memory_bytes", run.peakMemory());
      }
    }
  }

  private String resultTable() {
    MarkdownTable table =
        new MarkdownTable(
            "workload",
            "candidate",
            "pools",
            "runs",
            "rows/s",
            "min - max",
            "with start",
            "CPU µs/row",
            "min - max",
            "without start",
            "peak MiB",
            "first row after s",
            "last row after s");
    for (Result result : results) {
      Spread speed = result.spread(Run::rowsPerSecond);
      Spread cpu = result.spread(Run::cpuMicrosPerRow);
      table.add(
          result.workload(),
          result.candidate(),
          Integer.toString(result.pools()),
          Integer.toString(result.runs().size()),
          whole(speed.median()),
          whole(speed.min()) + " - " + whole(speed.max()),
          whole(result.spread(Run::rowsPerSecondWithStart).median()),
          tenths(cpu.median()),
          tenths(cpu.min()) + " - " + tenths(cpu.max()),
          tenths(result.spread(Run::cpuMicrosPerRowWithoutStart).median()),
          whole(result.spread(Run::peakMemory).median() / MEBIBYTE),
          tenths(result.spread(run -> seconds(run.untilFirst())).median()),
          tenths(result.spread(run -> seconds(run.untilLast())).median()));
    }
    return table.text();
  }

  private String steadyTable() {
    MarkdownTable table =
        new MarkdownTable(
            "workload",
            "candidate",
            "pools",
            "runs",
            "changes/s",
            "p50 ms",
            "p99 ms",
            "min - max",
            "max ms",
            "CPU % of a core",
            "min - max",
            "CPU µs/change",
            "peak MiB");
    for (SteadyResult result : steady) {
      Spread p99 = result.spread(SteadyRun::p99Millis);
      Spread cpu = result.spread(SteadyRun::cpuPercent);
      table.add(
          result.workload(),
          result.candidate(),
          "1",
          Integer.toString(result.runs().size()),
          whole(result.spread(SteadyRun::changesPerSecond).median()),
          hundredths(result.spread(SteadyRun::p50Millis).median()),
          hundredths(p99.median()),
          hundredths(p99.min()) + " - " + hundredths(p99.max()),
          hundredths(result.spread(SteadyRun::maxMillis).max()),
          tenths(cpu.median()),
          tenths(cpu.min()) + " - " + tenths(cpu.max()),
          tenths(result.spread(SteadyRun::cpuMicrosPerChange).median()),
          whole(result.spread(SteadyRun::peakMemory).median() / MEBIBYTE));
    }
    return table.text();
  }

  private String ratioTable() {
    MarkdownTable table =
        new MarkdownTable(
            "workload",
            "pools",
            "ratio of medians",
            "rows/s",
            "with start",
            "CPU/row",
            "p99 ms more");
    for (Ratio ratio : ratios) {
      table.add(
          ratio.workload(),
          pools(ratio),
          ratio.candidate() + " / " + ratio.other(),
          ifKnown(ratio.speed()),
          ifKnown(ratio.speedWithStart()),
          hundredths(ratio.cpu()),
          ifKnown(ratio.p99MoreMillis()));
    }
    return table.text();
  }

  private static String pools(Ratio ratio) {
    return ratio.pools() == ratio.otherPools()
        ? Integer.toString(ratio.pools())
        : ratio.pools() + " / " + ratio.otherPools();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS_OF_SECOND;
  }

  private static String whole(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  private static String tenths(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  private static String ifKnown(@Nullable Double number) {
    return number == null ? "" : hundredths(number);
  }

  private static String hundredths(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
