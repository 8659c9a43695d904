package dev.freshet.api.change;

/** Something that a committed transaction did to a table. */
public sealed interface Change permits RowChange, TableChange {

  /** The table that was changed. */
  TableName table();
}
