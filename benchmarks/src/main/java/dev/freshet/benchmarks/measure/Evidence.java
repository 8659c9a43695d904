package dev.freshet.benchmarks.measure;

import java.io.IOException;

/** What shows from outside how far a candidate is. */
public interface Evidence {

  /** Whether it has dealt with the first row. */
  boolean first() throws IOException;

  /** Whether it has dealt with all rows. */
  boolean all() throws IOException;
}
