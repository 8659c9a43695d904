package dev.freshet.api.change;

/**
 * One column of a table.
 *
 * @param name the column's name, in the server's letter case
 * @param type what its values look like
 */
public record Column(String name, ColumnType type) {}
