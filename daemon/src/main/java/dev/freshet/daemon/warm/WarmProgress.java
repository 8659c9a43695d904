package dev.freshet.daemon.warm;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.freshet.daemon.checkpoint.StateJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far each table is in the pools, kept in {@code state.dir/warm.json} so that an interrupted
 * warm-up goes on. Losing it costs time and nothing else. Thread-safe.
 */
final class WarmProgress {

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

  private final StateJson<Content> file;
  private final Content content;

  private WarmProgress(StateJson<Content> file, Content content) {
    this.file = file;
    this.content = content;
  }

  /** One that begins. */
  static WarmProgress begin(Path stateDirectory, WarmRequest request, Map<String, String> servers) {
    return new WarmProgress(
        in(stateDirectory),
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
    StateJson<Content> file = in(stateDirectory);
    return file.read()
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

  private static StateJson<Content> in(Path stateDirectory) {
    return new StateJson<>(
        stateDirectory, "warm.json", new TypeReference<>() {}, "the warm-up begins anew");
  }

  /** Forgets one that was interrupted: what it has placed may be out of date. */
  static void forget(Path stateDirectory) throws IOException {
    in(stateDirectory).delete();
  }

  /** What an interrupted one was asked for, without the rate. */
  static Optional<WarmRequest> interrupted(Path stateDirectory) {
    return in(stateDirectory)
        .read()
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
    file.write(content);
  }

  /** Removes it from the disk: there is nothing left to go on with. */
  synchronized void end() throws IOException {
    file.delete();
  }
}
