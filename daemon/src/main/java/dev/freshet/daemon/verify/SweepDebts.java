package dev.freshet.daemon.verify;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.api.change.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that were truncated or dropped and of which pools may still hold something, kept in
 * {@code state.dir/sweep.json}. Thread-safe.
 */
final class SweepDebts {

  private static final Logger LOG = LoggerFactory.getLogger(SweepDebts.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NAME = "sweep.json";

  private final Path file;
  private final Set<TableName> open;

  private SweepDebts(Path file, Set<TableName> open) {
    this.file = file;
    this.open = open;
  }

  /** Those that are known in a folder. */
  static SweepDebts in(Path stateDirectory) {
    Path file = stateDirectory.resolve(NAME);
    Set<TableName> open = new LinkedHashSet<>();
    try {
      open.addAll(
          MAPPER.readValue(Files.readAllBytes(file), new TypeReference<List<TableName>>() {}));
    } catch (NoSuchFileException e) {
      // nothing is left to do
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be read; run freshet verify --repair for tables that were truncated: {}",
          file,
          e.toString());
    }
    return new SweepDebts(file, open);
  }

  synchronized List<TableName> open() {
    return List.copyOf(open);
  }

  /** Notes a table. */
  synchronized void add(TableName table) {
    if (open.add(table)) {
      store();
    }
  }

  /** Notes that nothing is left of tables. */
  synchronized void remove(List<TableName> tables) {
    if (open.removeAll(tables)) {
      store();
    }
  }

  private void store() {
    try {
      if (open.isEmpty()) {
        Files.deleteIfExists(file);
        return;
      }
      Path temporary = file.resolveSibling(NAME + ".tmp");
      Files.write(temporary, MAPPER.writeValueAsBytes(open));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn(
          "It cannot be stored which tables were truncated or dropped: if the daemon is killed now,"
              + " run freshet verify --repair: {}",
          e.toString());
    }
  }
}
