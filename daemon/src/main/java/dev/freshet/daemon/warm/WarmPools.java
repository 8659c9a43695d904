package dev.freshet.daemon.warm;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NAME = "warm-pools.json";

  /**
   * A pool that has been filled.
   *
   * @param since when that was done, ISO 8601; empty if it has lost what it held since, and is to
   *     be filled again
   * @param transformers the transformers whose values it was given
   * @param servers which run of each server that was
   */
  record Entry(String since, Set<String> transformers, Map<String, String> servers) {

    Entry {
      transformers = new TreeSet<>(transformers);
    }

    boolean isWarm() {
      return !since.isEmpty();
    }

    ServerRuns runs() {
      return new ServerRuns(servers);
    }

    /** The same pool, which is to be filled again. */
    Entry lost() {
      return new Entry("", transformers, Map.of());
    }
  }

  private final Path file;
  private final Map<String, Entry> entries;

  private WarmPools(Path file, Map<String, Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /** Those that are known in a folder. */
  static WarmPools in(Path stateDirectory) {
    Path file = stateDirectory.resolve(NAME);
    return new WarmPools(file, read(file));
  }

  private static Map<String, Entry> read(Path file) {
    try {
      return MAPPER.readValue(
          Files.readAllBytes(file), new TypeReference<HashMap<String, Entry>>() {});
    } catch (NoSuchFileException e) {
      return new HashMap<>();
    } catch (IOException e) {
      LOG.warn("{} cannot be read, so that no pool is known to be warm: {}", file, e.toString());
      return new HashMap<>();
    }
  }

  /** All of them, by name. */
  synchronized Map<String, Entry> all() {
    return Map.copyOf(entries);
  }

  /** Notes a pool, on the disk, too. */
  synchronized void put(String pool, Entry entry) {
    entries.put(pool, entry);
    try {
      Path temporary = file.resolveSibling(NAME + ".tmp");
      Files.write(temporary, MAPPER.writeValueAsBytes(entries));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("It cannot be stored which pools are warm: {}", e.toString());
    }
  }
}
