package dev.freshet.api.spi;

/**
 * A query has no result that could be relied on. The message says why and what to do about it,
 * without row data.
 */
public final class QueryException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What there is instead of a result. */
  public enum Kind {
    /** Nothing that could be relied on; the same query may be answered later. */
    UNANSWERED,
    /** This very query is refused, so that the same one with other arguments may be answered. */
    REFUSED,
    /**
     * The table no longer is what it was taken for. It has to be looked up again, and read from its
     * beginning, as rows that were read before may have other values now.
     */
    TABLE_CHANGED,
    /** There is no such table any more. */
    TABLE_GONE
  }

  private final Kind kind;

  public QueryException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the database has said no, so that it would say the same again. */
  public boolean isRefused() {
    return kind != Kind.UNANSWERED;
  }
}
