package dev.freshet.daemon.checkpoint;

import dev.freshet.api.change.SourcePosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The marks of all pools, in memory and in {@code state.dir/checkpoint}. Thread-safe.
 *
 * <p>An intent is on the disk when {@link #recordIntent} returns. A done mark is written with the
 * next intent or by {@link #flush}: losing one only means that a little more is replayed.
 */
public final class Checkpoints implements AutoCloseable {

  private final CheckpointFile file;
  private final FileChannel lockChannel;

  /** Held while the file is written; taken before {@link #marks}' monitor, never inside it. */
  private final Object writing = new Object();

  /**
   * Guards itself and the numbers below; never held during I/O, as acknowledgements wait for it.
   */
  private final Map<String, PoolMarks> marks = new HashMap<>();

  /** Counts the changes to {@link #marks}. */
  private long version;

  /** The version at which an intent changed last. */
  private long intentVersion;

  /** The version that is on the disk. */
  private long storedVersion;

  private Checkpoints(CheckpointFile file, FileChannel lockChannel) {
    this.file = file;
    this.lockChannel = lockChannel;
  }

  /**
   * Opens the state directory, which is created if it is missing, and locks it against a second
   * daemon.
   *
   * @param directory {@code state.dir}
   * @param name the daemon's configured name
   * @param parser reads a position's text; throws {@link IllegalArgumentException} if it cannot
   */
  public static Checkpoints open(
      Path directory, String name, Function<String, SourcePosition> parser)
      throws CheckpointException {
    FileChannel lockChannel = lock(directory);
    CheckpointFile file = file(directory, name);
    Checkpoints checkpoints = new Checkpoints(file, lockChannel);
    try {
      checkpoints.marks.putAll(read(file, parser));
      return checkpoints;
    } catch (CheckpointException e) {
      checkpoints.close();
      throw e;
    }
  }

  /** The stored marks by pool, read beside a daemon that may be running. */
  public static Map<String, PoolMarks> read(
      Path directory, String name, Function<String, SourcePosition> parser)
      throws CheckpointException {
    return read(file(directory, name), parser);
  }

  private static CheckpointFile file(Path directory, String name) {
    return new CheckpointFile(directory.resolve("checkpoint"), name);
  }

  private static FileChannel lock(Path directory) throws CheckpointException {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new CheckpointException(
            "Another daemon uses the state directory " + directory,
            "Stop it, or give this one a state.dir of its own");
      }
      return channel;
    } catch (IOException e) {
      throw new CheckpointException(
          "The state directory " + directory + " cannot be used: " + e,
          "Make state.dir a directory that this user may write to",
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static Map<String, PoolMarks> read(
      CheckpointFile file, Function<String, SourcePosition> parser) throws CheckpointException {
    Map<String, PoolMarks> marks = new TreeMap<>();
    for (Map.Entry<String, CheckpointFile.Entry> entry : file.read().orElse(Map.of()).entrySet()) {
      try {
        marks.put(
            entry.getKey(),
            new PoolMarks(
                parser.apply(entry.getValue().done()), parser.apply(entry.getValue().intent())));
      } catch (IllegalArgumentException e) {
        throw new CheckpointException(
            "The checkpoint file "
                + file.path()
                + " holds a position that this source does not understand: "
                + e.getMessage(),
            "Use the connector.class that wrote it, or another state.dir",
            e);
      }
    }
    return marks;
  }

  /** The marks of a pool, if it has any. */
  public Optional<PoolMarks> marks(String pool) {
    synchronized (marks) {
      return Optional.ofNullable(marks.get(pool));
    }
  }

  /** Gives a pool its first marks, or new ones after it has been filled by other means. */
  public void set(String pool, PoolMarks newMarks) throws IOException {
    synchronized (marks) {
      marks.put(pool, newMarks);
      version++;
    }
    flush();
  }

  /** The names of all that has marks. */
  public List<String> names() {
    synchronized (marks) {
      return List.copyOf(marks.keySet());
    }
  }

  /**
   * Gives {@code to} the marks of {@code from}, unless it has marks of its own, which are then
   * further behind. Stored with the next write, which nothing that is recorded later precedes.
   */
  public void copy(String from, String to) {
    synchronized (marks) {
      PoolMarks source = requireMarks(from);
      PoolMarks own = marks.get(to);
      marks.put(to, own == null ? source : own.withIntent(source.intent()));
      version++;
    }
  }

  /** Widens the marks of {@code into} so that they hold for {@code part} too, which is dropped. */
  public void absorb(String into, String part) {
    synchronized (marks) {
      marks.put(into, requireMarks(into).around(requireMarks(part)));
      marks.remove(part);
      version++;
    }
  }

  /** Drops the marks of what is no more. Stored with the next write. */
  public void forget(String name) {
    synchronized (marks) {
      marks.remove(name);
      version++;
    }
  }

  /**
   * Stores how far changes are about to be handed to {@code pools}. On the disk when this returns.
   *
   * @throws IOException if it could not be stored; nothing may be handed over then
   */
  public void recordIntent(Collection<String> pools, SourcePosition intent) throws IOException {
    boolean stored;
    synchronized (marks) {
      for (String pool : pools) {
        PoolMarks old = requireMarks(pool);
        if (!old.intent().covers(intent)) {
          marks.put(pool, old.withIntent(intent));
          intentVersion = ++version;
        }
      }
      stored = storedVersion >= intentVersion;
    }
    if (!stored) {
      write();
    }
  }

  /** Notes how far a pool has acknowledged; stored with the next write. */
  public void recordDone(String pool, SourcePosition done) {
    synchronized (marks) {
      marks.put(pool, requireMarks(pool).withDone(done));
      version++;
    }
  }

  /** Stores what has not been stored yet. */
  public void flush() throws IOException {
    boolean stored;
    synchronized (marks) {
      stored = storedVersion >= version;
    }
    if (!stored) {
      write();
    }
  }

  private PoolMarks requireMarks(String pool) {
    PoolMarks found = marks.get(pool);
    if (found == null) {
      throw new IllegalStateException("pool " + pool + " has no marks");
    }
    return found;
  }

  private void write() throws IOException {
    synchronized (writing) {
      Map<String, PoolMarks> snapshot;
      long snapshotVersion;
      synchronized (marks) {
        snapshot = new TreeMap<>(marks);
        snapshotVersion = version;
      }
      Map<String, CheckpointFile.Entry> entries = new TreeMap<>();
      snapshot.forEach(
          (pool, mark) ->
              entries.put(
                  pool, new CheckpointFile.Entry(mark.done().text(), mark.intent().text())));
      file.write(entries);
      synchronized (marks) {
        storedVersion = snapshotVersion;
      }
    }
  }

  /** Releases the state directory. Stores nothing: {@link #flush} does. */
  @Override
  public void close() {
    try {
      lockChannel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
