package dev.freshet.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM cannot do without: the heap that is left when it has collected all garbage, and what
 * the process holds resident.
 *
 * @param heapBytes what lives in the heap, in bytes
 * @param residentBytes what the process holds in memory, in bytes
 */
record LiveMemory(long heapBytes, long residentBytes) {

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

  /** Looks at the JVM of a process, which has to collect its garbage for that. */
  static LiveMemory of(long pid) throws IOException {
    Process histogram =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String classes = new String(histogram.getInputStream().readAllBytes(), UTF_8);
    String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
    return new LiveMemory(number(TOTAL, classes), number(RESIDENT, status) * 1024);
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  @Override
  public String toString() {
    return "%.1f MB live, %d MB resident".formatted(heapBytes / 1e6, residentBytes / 1_000_000);
  }
}
