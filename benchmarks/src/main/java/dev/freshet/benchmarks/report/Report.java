package dev.freshet.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.benchmarks.measure.Run;
import dev.freshet.benchmarks.measure.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything that a session found out.
 *
 * @param environment what it ran on, in the order to be shown
 * @param results one for each workload, candidate and number of pools
 * @param ratios of the candidate that this is about
 */
public record Report(Map<String, String> environment, List<Result> results, List<Ratio> ratios) {

  private static final double MEBIBYTE = 1024.0 * 1024;
  private static final double MILLIS_OF_SECOND = 1e3;

  /** For people, and for pages. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    environment.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    text.append('\n').append(resultTable());
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
      ObjectNode node = list.addObject();
      node.put("workload", result.workload());
      node.put("candidate", result.candidate());
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
    root.set("ratios", jackson.valueToTree(ratios));
    jackson.writeValue(file.toFile(), root);
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

  private String ratioTable() {
    MarkdownTable table =
        new MarkdownTable(
            "workload", "pools", "ratio of medians", "rows/s", "with start", "CPU/row");
    for (Ratio ratio : ratios) {
      table.add(
          ratio.workload(),
          Integer.toString(ratio.pools()),
          ratio.candidate() + " / " + ratio.other(),
          hundredths(ratio.speed()),
          hundredths(ratio.speedWithStart()),
          hundredths(ratio.cpu()));
    }
    return table.text();
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

  private static String hundredths(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
