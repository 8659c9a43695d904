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
 * The marks of all pools, in memory, in {@code state.dir/checkpoint} and in {@code
 * state.dir/intents}. Thread-safe.
 *
 * <p>An intent is on the disk when {@link #recordIntent} returns: in the second file, unless it has
 * become known meanwhile who has marks. A done mark is written by {@link #flush}: losing one only
 * means that a little more is replayed.
 */
public final class Checkpoints implements AutoCloseable {

  private final CheckpointFile file;
  private final FileChannel lockChannel;

  /** Held while it is written; taken before {@link #marks}' monitor, never inside it. */
  private final IntentFile intents;

  /**
   * Held while the checkpoint file is written; taken before {@link #marks}' monitor, never inside
   * it.
   */
  private final Object writing = new Object();

  /**
   * Guards itself and the numbers below; never held during I/O, as acknowledgements wait for it.
   */
  private final Map<String, PoolMarks> marks = new HashMap<>();

  /** Counts the changes to {@link #marks}. */
  private long version;

  /** The version at which an intent changed last. */
  private long intentVersion;

  /** The version at which it changed last who has marks. */
  private long namesVersion;

  /** The version that is in the checkpoint file. */
  private long storedVersion;

  /** The version whose intents are in either file. */
  private long storedIntentVersion;

  /** How often intents have been written; it goes on where an earlier daemon has ended. */
  private long sequence;

  private Checkpoints(
      CheckpointFile file, IntentFile intents, FileChannel lockChannel, long sequence) {
    this.file = file;
    this.intents = intents;
    this.lockChannel = lockChannel;
    this.sequence = sequence;
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
    try {
      StoredMarks stored = StoredMarks.in(directory, name, parser);
      Checkpoints checkpoints =
          new Checkpoints(
              StoredMarks.checkpoint(directory, name),
              StoredMarks.intents(directory),
              lockChannel,
              stored.sequence());
      checkpoints.marks.putAll(stored.marks());
      return checkpoints;
    } catch (CheckpointException e) {
      release(lockChannel);
      throw e;
    }
  }

  /** The stored marks by pool, read beside a daemon that may be running. */
  public static Map<String, PoolMarks> read(
      Path directory, String name, Function<String, SourcePosition> parser)
      throws CheckpointException {
    return StoredMarks.in(directory, name, parser).marks();
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
      namesVersion = ++version;
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
      namesVersion = ++version;
    }
  }

  /** Widens the marks of {@code into} so that they hold for {@code part} too, which is dropped. */
  public void absorb(String into, String part) {
    synchronized (marks) {
      marks.put(into, requireMarks(into).around(requireMarks(part)));
      marks.remove(part);
      namesVersion = ++version;
    }
  }

  /** Drops the marks of what is no more. Stored with the next write. */
  public void forget(String name) {
    synchronized (marks) {
      marks.remove(name);
      namesVersion = ++version;
    }
  }

  /**
   * Stores how far changes are about to be handed to {@code pools}. On the disk when this returns.
   *
   * @throws IOException if it could not be stored; nothing may be handed over then
   */
  public void recordIntent(Collection<String> pools, SourcePosition intent) throws IOException {
    synchronized (marks) {
      for (String pool : pools) {
        PoolMarks old = requireMarks(pool);
        if (!old.intent().covers(intent)) {
          marks.put(pool, old.withIntent(intent));
          intentVersion = ++version;
        }
      }
    }
    if (!writeIntents()) {
      write();
    }
  }

  /** Writes intents that are not stored, unless the checkpoint file does not know who has them. */
  private boolean writeIntents() throws IOException {
    synchronized (intents) {
      Map<String, String> texts = new TreeMap<>();
      long writing;
      long number;
      synchronized (marks) {
        if (storedIntentVersion >= intentVersion) {
          return true;
        }
        if (storedVersion < namesVersion) {
          return false;
        }
        marks.forEach((pool, mark) -> texts.put(pool, mark.intent().text()));
        writing = version;
        number = ++sequence;
      }
      intents.write(new IntentFile.Stored(number, texts));
      synchronized (marks) {
        storedIntentVersion = Math.max(storedIntentVersion, writing);
      }
      return true;
    }
  }

  /** Notes how far a pool has acknowledged; stored by {@link #flush}. */
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
    synchronized (intents) {
      intents.closeIfReplaced();
    }
    synchronized (writing) {
      Map<String, CheckpointFile.Entry> entries = new TreeMap<>();
      long snapshotVersion;
      long number;
      synchronized (marks) {
        marks.forEach(
            (pool, mark) ->
                entries.put(
                    pool, new CheckpointFile.Entry(mark.done().text(), mark.intent().text())));
        snapshotVersion = version;
        number = sequence;
      }
      file.write(new CheckpointFile.Content(number, entries));
      synchronized (marks) {
        storedVersion = snapshotVersion;
        storedIntentVersion = Math.max(storedIntentVersion, snapshotVersion);
      }
    }
  }

  /** Releases the state directory. Stores nothing: {@link #flush} does. */
  @Override
  public void close() {
    try {
      intents.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(lockChannel);
    }
  }

  private static void release(FileChannel lockChannel) {
    try {
      lockChannel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
