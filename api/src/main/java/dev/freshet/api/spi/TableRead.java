package dev.freshet.api.spi;

import dev.freshet.api.change.RowImage;
import java.util.List;

/**
 * All rows of a table as they were at one moment, in no order. Used by one thread, except that
 * {@link #close} may be called by any. Until it has ended or is closed, the database keeps what the
 * rows were, and does not let the table be altered.
 */
public interface TableRead extends AutoCloseable {

  /**
   * The next rows. Blocks.
   *
   * @param most how many rows are wanted at most
   * @return none if there are no more
   * @throws QueryException if they cannot be read: the rest is not to be had then
   */
  List<RowImage> next(int most) throws QueryException;

  /** Ends the reading, wherever it is. */
  @Override
  void close();
}
