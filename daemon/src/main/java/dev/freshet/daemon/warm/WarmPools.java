package dev.freshet.daemon.warm;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.freshet.daemon.checkpoint.StateJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pools that have been filled, kept in {@code state.dir/warm-pools.json}. Losing it means that
 * they are not known to be warm, and are not filled again when they have lost what they held.
 * Thread-safe.
 */
final class WarmPools {

  private static final Logger LOG = LoggerFactory.getLogger(WarmPools.class);

  /**
   * A pool that has been filled.
   *
   * @param since when that was done, ISO 8601; empty if it has lost what it held since, and is to
   *     be filled again
   * @param transformers the transformers whose values it was given
   * @param servers which run of each server that was
   * @param missedChanges whether it may hold keys that went out of date unseen
   */
  record Entry(
      String since, Set<String> transformers, Map<String, String> servers, boolean missedChanges) {

    Entry {
      transformers = new TreeSet<>(transformers);
    }

    boolean isWarm() {
      return !since.isEmpty();
    }

    ServerRuns runs() {
      return new ServerRuns(servers);
    }

    /** One that is to be filled. */
    static Entry unfilled(Set<String> transformers) {
      return new Entry("", transformers, Map.of(), false);
    }

    /** The same pool, which is to be filled again. */
    Entry lost() {
      return new Entry("", transformers, Map.of(), missedChanges);
    }

    /** The same pool, which lacks the values of some transformers. */
    Entry without(Set<String> lacked) {
      Set<String> left = new TreeSet<>(transformers);
      left.removeAll(lacked);
      return new Entry(since, left, servers, missedChanges);
    }

    /** The same pool, which has not got some changes. */
    Entry outOfDate() {
      return new Entry("", transformers, Map.of(), true);
    }

    /** The same pool, which is found to hold nothing that is out of date. */
    Entry mended() {
      return new Entry(since, transformers, servers, false);
    }
  }

  private final StateJson<Map<String, Entry>> file;
  private final Map<String, Entry> entries;

  private WarmPools(StateJson<Map<String, Entry>> file) {
    this.file = file;
    this.entries = new HashMap<>(file.read().orElse(Map.of()));
  }

  /** Those that are known in a folder. */
  static WarmPools in(Path stateDirectory) {
    return new WarmPools(
        new StateJson<>(
            stateDirectory,
            "warm-pools.json",
            new TypeReference<>() {},
            "no pool is known to be warm"));
  }

  /** All of them, by name. */
  synchronized Map<String, Entry> all() {
    return Map.copyOf(entries);
  }

  /** Notes a pool, on the disk, too, if that can be. */
  synchronized void put(String pool, Entry entry) {
    try {
      store(pool, entry);
    } catch (IOException e) {
      LOG.warn("It cannot be stored which pools are warm: {}", e.toString());
    }
  }

  /**
   * Notes that a pool has not got some changes.
   *
   * @param transformers the transformers whose values it is to hold, if it has never been filled
   * @throws IOException if that cannot be stored
   */
  synchronized void putOutOfDate(String pool, Set<String> transformers) throws IOException {
    store(pool, entries.getOrDefault(pool, Entry.unfilled(transformers)).outOfDate());
  }

  private void store(String pool, Entry entry) throws IOException {
    entries.put(pool, entry);
    file.write(entries);
  }
}
