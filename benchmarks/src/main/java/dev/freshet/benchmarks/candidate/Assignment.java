package dev.freshet.benchmarks.candidate;

import dev.freshet.benchmarks.measure.BinlogPosition;
import dev.freshet.testkit.DatabaseServer;
import java.nio.file.Path;
import java.util.List;

/**
 * What one process is to do.
 *
 * @param folder its own, where it may leave what it likes
 * @param database where the rows come from
 * @param start where the work begins in the binlog
 * @param pools the address of each pool's only server
 */
public record Assignment(
    Path folder, DatabaseServer database, BinlogPosition start, List<String> pools) {

  /** Where a candidate that keeps state keeps it. */
  public Path state() {
    return folder.resolve("state");
  }
}
