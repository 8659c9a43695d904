package dev.freshet.connector.debezium;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.PositionText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of tables along the binlog, as Debezium writes them: a line each. Each stream
 * reads and continues a file of its own, so that it finds there what lies before its beginning and
 * nothing of what comes later; one file holds the lines of all. Thread-safe.
 */
final class SchemaHistory {

  private static final String ALL = "debezium-history.jsonl";
  private static final String OF_STREAM = "debezium-history-%d.jsonl";

  /** A place in one line: up to there all definitions are in the files. */
  private static final String REACH = "debezium-history.reach";

  private static final long WRITE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path folder;
  private @Nullable BinlogPosition reach;
  private long writtenNanos;

  SchemaHistory(Path folder) {
    this.folder = folder;
  }

  /** Looks whether a stream could begin behind a place. */
  @FunctionalInterface
  interface PositionCheck {

    /** Blocks; throws if it could not. */
    void verify(BinlogPosition position) throws SourceException;
  }

  /**
   * What a stream reads and continues.
   *
   * @param file its file
   * @param isEmpty whether there is nothing in it: nothing is known of the tables there
   * @param begin behind which it has to be read on from: in front of where the stream begins, if
   *     the definitions in between are not known yet
   */
  record OfStream(Path file, boolean isEmpty, BinlogPosition begin) {}

  /**
   * Makes the file of a stream that is about to begin. Whoever used it before must have ended.
   *
   * @param serverName what Debezium calls the server in that stream
   * @param from behind which the stream begins
   * @param readable knows what can be read on from
   */
  synchronized OfStream prepare(
      int streamId, String serverName, BinlogPosition from, PositionCheck readable)
      throws SourceException {
    try {
      Files.createDirectories(folder);
      if (reach == null && Files.exists(folder.resolve(REACH))) {
        reach = PositionText.parse(Files.readString(folder.resolve(REACH), UTF_8).strip());
      }
      BinlogPosition begin = begin(from, readable);
      if (begin == null) {
        forget();
        begin = from;
        reach = from;
        writeReach();
      }
      BinlogPosition place = begin;
      List<HistoryLine> lines = gather();
      write(folder.resolve(ALL), lines.stream().map(HistoryLine::text).toList());
      List<String> before =
          lines.stream()
              .filter(line -> place.covers(line.position()))
              .map(line -> line.withServer(serverName))
              .toList();
      Path file = folder.resolve(OF_STREAM.formatted(streamId));
      write(file, before);
      return new OfStream(file, before.isEmpty(), begin);
    } catch (IOException e) {
      throw new SourceException(
          Kind.MISCONFIGURED,
          "Debezium's history of table definitions cannot be kept in "
              + folder
              + ": "
              + e
              + "; see that the disk is in order, and that this user may write there",
          e);
    } catch (IllegalArgumentException e) {
      throw new SourceException(
          Kind.MISCONFIGURED,
          "Debezium's history of table definitions in "
              + folder
              + " cannot be read: "
              + e.getMessage()
              + "; remove its files, debezium-history*"
              + ", and start from the latest position with the tables warmed",
          e);
    }
  }

  /** A stream has come so far, without a gap from where it began. */
  synchronized void reached(BinlogPosition position) throws SourceException {
    BinlogPosition before = reach;
    if (before != null && before.covers(position)) {
      return;
    }
    reach = position;
    if (System.nanoTime() - writtenNanos < WRITE_NANOS) {
      return;
    }
    try {
      writeReach();
    } catch (IOException e) {
      throw new SourceException(
          Kind.MISCONFIGURED,
          "how far Debezium's history of table definitions is cannot be written to "
              + folder
              + ": "
              + e
              + "; see that the disk is in order",
          e);
    }
  }

  private void writeReach() throws IOException {
    BinlogPosition position = reach;
    if (position != null) {
      write(folder.resolve(REACH), List.of(position.text()));
      writtenNanos = System.nanoTime();
    }
  }

  /** Where definitions are known up to; null if that is no use for a stream. */
  private @Nullable BinlogPosition begin(BinlogPosition from, PositionCheck readable)
      throws SourceException {
    BinlogPosition known = reach;
    if (known == null) {
      return null;
    }
    if (known.covers(from)) {
      return from;
    }
    if (!from.covers(known)) {
      return null;
    }
    try {
      readable.verify(known);
      return known;
    } catch (SourceException e) {
      if (e.kind() == Kind.POSITION_LOST) {
        return null;
      }
      throw e;
    }
  }

  private void forget() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
  }

  /** The lines of all files in the order of the binlog, each of them once. */
  private List<HistoryLine> gather() throws IOException {
    Map<String, HistoryLine> lines = new LinkedHashMap<>();
    for (Path file : files()) {
      for (String text : wholeLines(Files.readString(file, UTF_8))) {
        HistoryLine line = HistoryLine.parse(text);
        lines.putIfAbsent(line.identity(), line);
      }
    }
    List<HistoryLine> sorted = new ArrayList<>(lines.values());
    sorted.sort(Comparator.comparingLong(line -> line.position().order(0)));
    return sorted;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.exists(folder.resolve(ALL))) {
      files.add(folder.resolve(ALL));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .filter(entry -> entry.getFileName().toString().matches("debezium-history-\\d+\\.jsonl"))
          .sorted()
          .forEach(files::add);
    }
    return files;
  }

  /** What was being written when the daemon was killed, or is being written, has no end yet. */
  private static List<String> wholeLines(String text) {
    int end = text.lastIndexOf('\n');
    return end < 0
        ? List.of()
        : text.substring(0, end).lines().filter(line -> !line.isBlank()).toList();
  }

  private static void write(Path file, List<String> lines) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.write(temporary, lines, UTF_8);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
