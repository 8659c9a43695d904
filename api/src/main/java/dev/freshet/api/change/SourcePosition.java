package dev.freshet.api.change;

/**
 * A place between two transactions of a stream (or, for a chunk of an unfinished transaction,
 * inside one). Immutable. Creating one is cheap, {@link #text} may be costly: it is meant for one
 * position per batch.
 */
public interface SourcePosition {

  /**
   * The position in one line of text, without secrets. The source that made it reads it again;
   * nobody else looks inside.
   */
  String text();

  /**
   * Whether everything that lies before {@code other} lies before this position too; true for an
   * equal position. Two positions of one source's history always cover each other one way or the
   * other.
   */
  boolean covers(SourcePosition other);

  /**
   * A number that grows along one history of the source, the same for whoever reads it: no change
   * before this place has a higher one ({@link TransactionChunk#order}).
   */
  long order();

  /**
   * A place that covers this one and, as far as can be told without reading on, those up to {@code
   * transactions} transactions behind it. There may never be so many, so nothing can be read from
   * behind it.
   *
   * @return this place itself where nothing can be told
   */
  default SourcePosition ahead(long transactions) {
    return this;
  }
}
