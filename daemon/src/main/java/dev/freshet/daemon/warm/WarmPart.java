package dev.freshet.daemon.warm;

import dev.freshet.daemon.scan.SourceKeys;
import dev.freshet.daemon.scan.SourceTable;
import java.util.Set;

/** Something that is read to its end to fill pools. */
sealed interface WarmPart {

  /** What it is called. */
  String name();

  /** The names of the transformers that make values of it. */
  Set<String> transformers();

  /** The rows of a table. */
  record Rows(SourceTable table) implements WarmPart {
    @Override
    public String name() {
      return table.name();
    }

    @Override
    public Set<String> transformers() {
      return table.filling().keySet();
    }
  }

  /** The keys that a query tells. */
  record Keys(SourceKeys keys) implements WarmPart {
    @Override
    public String name() {
      return keys.name();
    }

    @Override
    public Set<String> transformers() {
      return Set.of(keys.transformer());
    }
  }
}
