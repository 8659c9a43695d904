package dev.freshet.transformers.value;

import dev.freshet.api.change.RowImage;
import org.jspecify.annotations.Nullable;

/** Makes values of the rows of one table. Implementations are not thread-safe. */
public interface RowEncoder {

  /** The positions of the columns that a row has to have to be encoded, ascending. */
  int[] columns();

  /** Whether values are text, in UTF-8. */
  boolean makesText();

  /**
   * Encodes a row that has all of {@link #columns}.
   *
   * @return the value, which nobody changes any more; null if there is none to store
   * @throws ValueException if the row cannot become a value
   */
  byte @Nullable [] encode(RowImage row);
}
