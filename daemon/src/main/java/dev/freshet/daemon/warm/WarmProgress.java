package dev.freshet.daemon.warm;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.freshet.daemon.checkpoint.StateJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far each part is in the pools, kept in {@code state.dir/warm.json} so that an interrupted
 * warm-up goes on. Losing it costs time and nothing else. Thread-safe.
 */
final class WarmProgress {

  /**
   * What is in the file.
   *
   * @param servers when each server was started, and the like: if that changes, what was placed is
   *     gone
   * @param tables how far each part is, by its name
   */
  record Content(
      Set<String> pools,
      Set<String> transformers,
      Map<String, String> servers,
      Map<String, PartProgress.Content> tables) {}

  private final StateJson<Content> file;
  private final Content begun;
  private final Map<String, PartProgress> parts = new ConcurrentHashMap<>();

  private WarmProgress(StateJson<Content> file, Content content) {
    this.file = file;
    this.begun = content;
    content.tables().forEach((name, part) -> parts.put(name, new PartProgress(part)));
  }

  /** One that begins. */
  static WarmProgress begin(Path stateDirectory, WarmRequest request, Map<String, String> servers) {
    return new WarmProgress(
        in(stateDirectory),
        new Content(
            new TreeSet<>(request.pools()),
            new TreeSet<>(request.transformers()),
            new TreeMap<>(servers),
            Map.of()));
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
        .map(content -> new WarmProgress(file, content));
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
    return begun.servers();
  }

  /** How far a part is; empty if it has not been begun. */
  Optional<PartProgress> part(String name) {
    return Optional.ofNullable(parts.get(name));
  }

  /** Begins a part, anew if it was begun. */
  PartProgress begin(String name, PartProgress.Content content) {
    PartProgress part = new PartProgress(content);
    parts.put(name, part);
    return part;
  }

  /** Whether that is still how far a part is. */
  boolean isCurrent(String name, PartProgress part) {
    return parts.get(name) == part;
  }

  /**
   * Forgets how far a part was.
   *
   * @return false if that is forgotten already
   */
  boolean forget(String name, PartProgress part) {
    return parts.remove(name, part);
  }

  /** Puts it on the disk. */
  synchronized void store() throws IOException {
    Map<String, PartProgress.Content> reached = new TreeMap<>();
    parts.forEach((name, part) -> reached.put(name, part.content()));
    file.write(new Content(begun.pools(), begun.transformers(), begun.servers(), reached));
  }

  /** Removes it from the disk: there is nothing left to go on with. */
  synchronized void end() throws IOException {
    file.delete();
  }
}
