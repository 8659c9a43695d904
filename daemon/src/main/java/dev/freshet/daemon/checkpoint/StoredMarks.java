package dev.freshet.daemon.checkpoint;

import dev.freshet.api.change.SourcePosition;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the files of a state directory say of marks.
 *
 * @param sequence of the intents that were stored last
 * @param marks by pool
 * @param claims by pool, how far changes may have been handed to it beyond its intent, since the
 *     machine has been started anew before all of its intents were on the disk
 */
record StoredMarks(
    long sequence, Map<String, PoolMarks> marks, Map<String, SourcePosition> claims) {

  private static final CheckpointFile.Content NONE = new CheckpointFile.Content(0, Map.of());

  static CheckpointFile checkpoint(Path directory, String name) {
    return new CheckpointFile(directory.resolve("checkpoint"), name);
  }

  static IntentFile intents(Path directory) {
    return new IntentFile(directory.resolve("intents"));
  }

  /**
   * Reads them.
   *
   * @param name the daemon's configured name
   * @param parser reads a position's text; throws {@link IllegalArgumentException} if it cannot
   */
  static StoredMarks in(Path directory, String name, Function<String, SourcePosition> parser)
      throws CheckpointException {
    CheckpointFile file = checkpoint(directory, name);
    CheckpointFile.Content content = file.read().orElse(NONE);
    IntentFile.Stored later = intents(directory).read();
    Map<String, PoolMarks> marks = new TreeMap<>();
    Map<String, SourcePosition> claims = new TreeMap<>();
    try {
      content
          .pools()
          .forEach(
              (pool, entry) ->
                  marks.put(
                      pool,
                      new PoolMarks(parser.apply(entry.done()), parser.apply(entry.intent()))));
      if (later.sequence() > content.sequence()) {
        marks.replaceAll(
            (pool, mark) ->
                later.intents().containsKey(pool)
                    ? mark.upTo(parser.apply(later.intents().get(pool)))
                    : mark);
        if (!later.boot().equals(MachineLife.CURRENT)) {
          later.claims().forEach((pool, claim) -> claims.put(pool, parser.apply(claim)));
          claims.keySet().retainAll(marks.keySet());
        }
      }
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          "The checkpoint file "
              + file.path()
              + " holds a position that this source does not understand: "
              + e.getMessage(),
          "Use the connector.class that wrote it, or another state.dir",
          e);
    }
    return new StoredMarks(Math.max(content.sequence(), later.sequence()), marks, claims);
  }
}
