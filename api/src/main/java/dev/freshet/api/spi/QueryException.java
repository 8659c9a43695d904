package dev.freshet.api.spi;

/**
 * A query has no result that could be relied on. The message says why and what to do about it,
 * without row data.
 */
public final class QueryException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean refused;

  /**
   * @param refused whether the database has refused this very query, so that the same one with
   *     other arguments may be answered
   */
  public QueryException(String message, boolean refused) {
    super(message);
    this.refused = refused;
  }

  /** Whether the same query with other arguments may be answered. */
  public boolean isRefused() {
    return refused;
  }
}
