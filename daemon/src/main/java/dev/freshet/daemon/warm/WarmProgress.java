package dev.freshet.daemon.warm;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each table is in the pools, kept in {@code state.dir/warm.json} so that an interrupted
 * warm-up goes on. Losing it costs time and nothing else. Thread-safe.
 */
final class WarmProgress {

  private static final Logger LOG = LoggerFactory.getLogger(WarmProgress.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NAME = "warm.json";

  /**
   * What is in the file.
   *
   * @param servers when each server was started, and the like: if that changes, what was placed is
   *     gone
   * @param tables how far each table is, by its name
   */
  record Content(
      Set<String> pools,
      Set<String> transformers,
      Map<String, String> servers,
      Map<String, Place> tables) {}

  /**
   * How far a table is.
   *
   * @param rows how many rows have been placed
   * @param end behind which reading goes on; null at the beginning, and where it is done
   */
  record Place(long rows, @Nullable String end, boolean done) {
    @JsonCreator
    Place(
        @JsonProperty("rows") long rows,
        @JsonProperty("end") @Nullable String end,
        @JsonProperty("done") boolean done) {
      this.rows = rows;
      this.end = end;
      this.done = done;
    }

    /** The same place, if it is the end. */
    Place ended() {
      return new Place(rows, null, true);
    }

    static final Place BEGINNING = new Place(0, null, false);
  }

  private final Path file;
  private final Content content;

  private WarmProgress(Path file, Content content) {
    this.file = file;
    this.content = content;
  }

  /** One that begins. */
  static WarmProgress begin(Path stateDirectory, WarmRequest request, Map<String, String> servers) {
    return new WarmProgress(
        stateDirectory.resolve(NAME),
        new Content(
            new TreeSet<>(request.pools()),
            new TreeSet<>(request.transformers()),
            new TreeMap<>(servers),
            new TreeMap<>()));
  }

  /**
   * One that goes on, if one for the same was interrupted and no server has been restarted since.
   */
  static Optional<WarmProgress> resume(
      Path stateDirectory, WarmRequest request, Map<String, String> servers) {
    Path file = stateDirectory.resolve(NAME);
    return read(file)
        .filter(
            content ->
                content.pools().equals(request.pools())
                    && content.transformers().equals(request.transformers())
                    && content.servers().equals(servers))
        .map(
            content ->
                new WarmProgress(
                    file,
                    new Content(
                        content.pools(),
                        content.transformers(),
                        content.servers(),
                        new TreeMap<>(content.tables()))));
  }

  /** What is in the file; empty if nothing of use is. */
  private static Optional<Content> read(Path file) {
    try {
      return Optional.of(MAPPER.readValue(Files.readAllBytes(file), Content.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("{} cannot be read, so that the warm-up begins anew: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** Forgets one that was interrupted: what it has placed may be out of date. */
  static void forget(Path stateDirectory) throws IOException {
    Files.deleteIfExists(stateDirectory.resolve(NAME));
  }

  /** What an interrupted one was asked for, without the rate. */
  static Optional<WarmRequest> interrupted(Path stateDirectory) {
    return read(stateDirectory.resolve(NAME))
        .map(content -> new WarmRequest(content.pools(), content.transformers(), 0));
  }

  /** What was known of the servers when it began. */
  Map<String, String> servers() {
    return content.servers();
  }

  synchronized Place place(String table) {
    return content.tables().getOrDefault(table, Place.BEGINNING);
  }

  synchronized void set(String table, Place place) {
    content.tables().put(table, place);
  }

  /** Puts it on the disk. */
  synchronized void store() throws IOException {
    Path temporary = file.resolveSibling(NAME + ".tmp");
    Files.write(temporary, MAPPER.writeValueAsBytes(content));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes it from the disk: there is nothing left to go on with. */
  synchronized void end() throws IOException {
    Files.deleteIfExists(file);
  }
}
