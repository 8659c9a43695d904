package dev.freshet.api.spi;

import dev.freshet.api.change.RowImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a table. Immutable and thread-safe.
 *
 * @param rows the rows, with the columns that were asked for
 * @param end where the next chunk goes on, as text that only the database understands; null if
 *     there are no more rows in what is read
 */
public record TableChunk(List<RowImage> rows, @Nullable String end) {

  public TableChunk {
    rows = List.copyOf(rows);
  }
}
