package dev.freshet.benchmarks.candidate;

import dev.freshet.benchmarks.measure.BinlogPosition;
import dev.freshet.benchmarks.workload.Mapping;
import dev.freshet.testkit.DatabaseServer;
import java.nio.file.Path;
import java.util.List;

/**
 * What one process is to do.
 *
 * @param folder its own, where it may leave what it likes
 * @param database where the rows come from
 * @param mapping which rows, and what becomes of them
 * @param start where the work begins in the binlog
 * @param pools the address of each pool's only server
 * @param storesPlace whether it is only there to store its place, at once
 */
public record Assignment(
    Path folder,
    DatabaseServer database,
    Mapping mapping,
    BinlogPosition start,
    List<String> pools,
    boolean storesPlace) {

  /** Copies the list. */
  public Assignment {
    pools = List.copyOf(pools);
  }

  /** Where a candidate that keeps state keeps it. */
  public Path state() {
    return folder.resolve("state");
  }
}
