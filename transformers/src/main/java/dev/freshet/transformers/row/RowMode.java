package dev.freshet.transformers.row;

/** What is done to the key of a row that was inserted or updated. */
enum RowMode {
  /** The row is stored under it. */
  SET,
  /** It is removed. */
  INVALIDATE
}
