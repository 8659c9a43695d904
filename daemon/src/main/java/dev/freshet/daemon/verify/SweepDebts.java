package dev.freshet.daemon.verify;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.freshet.api.change.TableName;
import dev.freshet.daemon.checkpoint.StateJson;
import java.io.IOException;
import java.nio.file.Path;
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

  private final StateJson<Set<TableName>> file;
  private final Set<TableName> open;

  private SweepDebts(StateJson<Set<TableName>> file) {
    this.file = file;
    this.open = new LinkedHashSet<>(file.read().orElse(Set.of()));
  }

  /** Those that are known in a folder. */
  static SweepDebts in(Path stateDirectory) {
    return new SweepDebts(
        new StateJson<>(
            stateDirectory,
            "sweep.json",
            new TypeReference<>() {},
            "tables that were truncated are not remembered; run freshet verify --repair"));
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
        file.delete();
      } else {
        file.write(open);
      }
    } catch (IOException e) {
      LOG.warn(
          "It cannot be stored which tables were truncated or dropped: if the daemon is killed now,"
              + " run freshet verify --repair: {}",
          e.toString());
    }
  }
}
