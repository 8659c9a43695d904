package dev.freshet.daemon.warm;

import dev.freshet.daemon.scan.SourceKeys;
import dev.freshet.daemon.scan.SourceTable;

/** Something that is read to its end to fill pools. */
sealed interface WarmPart {

  /** What it is called. */
  String name();

  /** The rows of a table. */
  record Rows(SourceTable table) implements WarmPart {
    @Override
    public String name() {
      return table.name();
    }
  }

  /** The keys that a query tells. */
  record Keys(SourceKeys keys) implements WarmPart {
    @Override
    public String name() {
      return keys.name();
    }
  }
}
