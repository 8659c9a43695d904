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
 * <p>An intent is stored when {@link #recordIntent} returns: in the second file, unless it has
 * become known meanwhile who has marks. Whatever happens to this process, it will be found there.
 * If the machine itself may end without having written it to the disk, a claim is there that covers
 * it. A done mark is written by {@link #flush}: losing one only means that a little more is
 * replayed.
 */
public final class Checkpoints implements AutoCloseable {

  /** How many transactions a claim reaches beyond an intent. */
  private static final long SHORTEST_CLAIM = 64;

  private static final long LONGEST_CLAIM = 1 << 13;

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

  /** How far changes may be handed to pools without an intent being forced; see {@link #claim}. */
  private final Map<String, SourcePosition> claims = new HashMap<>();

  /** What the last daemon had claimed when its machine ended. */
  private final Map<String, SourcePosition> formerClaims;

  /** Whether anything is claimed; if not, each intent is forced. */
  private boolean claiming;

  private long claimLength = SHORTEST_CLAIM;

  /** Whether a claim has been used up since the checkpoint file was written. */
  private boolean usedUp;

  /** The version at which something was claimed last. */
  private long claimVersion;

  /** The version whose claims are on the disk. */
  private long storedClaimVersion;

  /** The version at which it changed last who has marks. */
  private long namesVersion;

  /** The version that is in the checkpoint file. */
  private long storedVersion;

  /** The version whose intents are in either file. */
  private long storedIntentVersion;

  /** How often intents have been written; it goes on where an earlier daemon has ended. */
  private long sequence;

  private Checkpoints(
      CheckpointFile file, IntentFile intents, FileChannel lockChannel, StoredMarks stored) {
    this.file = file;
    this.intents = intents;
    this.lockChannel = lockChannel;
    this.sequence = stored.sequence();
    this.formerClaims = Map.copyOf(stored.claims());
    this.marks.putAll(stored.marks());
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
      return new Checkpoints(
          StoredMarks.checkpoint(directory, name),
          StoredMarks.intents(directory),
          lockChannel,
          stored);
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
   * Claims places ahead of intents from now on, so that few of these have to be forced: for sources
   * of which the end tells, once the machine has ended, what may have been handed over.
   */
  public void claimAhead() {
    synchronized (marks) {
      claiming = !MachineLife.CURRENT.isEmpty();
    }
  }

  /**
   * How far changes may have been handed to pools beyond their intents, by pool, as the machine of
   * the last daemon ended before all were on the disk. Empty if it did not.
   */
  public Map<String, SourcePosition> formerClaims() {
    return formerClaims;
  }

  /** Notes that changes may have been handed to a pool up to a place. Stored by {@link #flush}. */
  public void widen(String pool, SourcePosition intent) {
    synchronized (marks) {
      marks.put(pool, requireMarks(pool).widenedTo(intent));
      intentVersion = ++version;
    }
  }

  /**
   * Stores how far changes are about to be handed to {@code pools}; see above.
   *
   * @throws IOException if it could not be stored; nothing may be handed over then
   */
  public void recordIntent(Collection<String> pools, SourcePosition intent) throws IOException {
    synchronized (marks) {
      boolean moved = false;
      for (String pool : pools) {
        PoolMarks old = requireMarks(pool);
        if (!old.intent().covers(intent)) {
          marks.put(pool, old.withIntent(intent));
          intentVersion = ++version;
          moved = true;
        }
      }
      if (moved) {
        claim(pools, intent);
      }
    }
    if (!writeIntents()) {
      write();
    }
  }

  /**
   * Sees to it that what is about to be handed over is claimed. A claim is good for as long as it
   * takes until the checkpoint file is written, if it is long enough.
   */
  private void claim(Collection<String> pools, SourcePosition intent) {
    boolean isClaimed = true;
    for (String pool : pools) {
      SourcePosition claimed = claims.get(pool);
      if (claimed == null || !claimed.covers(intent)) {
        isClaimed = false;
        usedUp |= claimed != null;
      }
    }
    if (isClaimed) {
      return;
    }
    if (claiming) {
      if (usedUp) {
        claimLength = Math.min(LONGEST_CLAIM, 2 * claimLength);
      }
      SourcePosition ahead = intent.ahead(claimLength);
      pools.forEach(pool -> claims.put(pool, ahead));
    }
    claimVersion = ++version;
  }

  /** What is in the checkpoint file needs no claim. */
  private void endClaims() {
    if (!usedUp) {
      claimLength = Math.max(SHORTEST_CLAIM, claimLength / 2);
    }
    usedUp = false;
    claims.clear();
  }

  /** Writes intents that are not stored, unless the checkpoint file does not know who has them. */
  private boolean writeIntents() throws IOException {
    synchronized (intents) {
      Map<String, String> texts = new TreeMap<>();
      Map<String, String> claimTexts = new TreeMap<>();
      boolean force;
      long writing;
      long number;
      synchronized (marks) {
        force = storedClaimVersion < claimVersion;
        if (storedIntentVersion >= intentVersion && !force) {
          return true;
        }
        if (storedVersion < namesVersion) {
          return false;
        }
        marks.forEach((pool, mark) -> texts.put(pool, mark.intent().text()));
        claims.forEach((pool, claim) -> claimTexts.put(pool, claim.text()));
        writing = version;
        number = ++sequence;
      }
      String boot = claiming ? MachineLife.CURRENT : "";
      intents.write(new IntentFile.Stored(number, texts, boot, claimTexts), force);
      synchronized (marks) {
        storedIntentVersion = Math.max(storedIntentVersion, writing);
        storedClaimVersion = force ? Math.max(storedClaimVersion, writing) : storedClaimVersion;
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
        endClaims();
      }
      file.write(new CheckpointFile.Content(number, entries));
      synchronized (marks) {
        storedVersion = snapshotVersion;
        storedIntentVersion = Math.max(storedIntentVersion, snapshotVersion);
        storedClaimVersion = Math.max(storedClaimVersion, snapshotVersion);
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
