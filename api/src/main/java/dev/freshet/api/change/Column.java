package dev.freshet.api.change;

/**
 * One column of a table.
 *
 * @param name the column's name, in the server's letter case
 * @param type what its values look like
 * @param declaration what else its declaration says
 */
public record Column(String name, ColumnType type, ColumnDeclaration declaration) {

  /** A column of which no more is known. */
  public Column(String name, ColumnType type) {
    this(name, type, ColumnDeclaration.UNKNOWN);
  }
}
