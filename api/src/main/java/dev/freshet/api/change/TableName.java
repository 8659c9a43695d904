package dev.freshet.api.change;

/**
 * A table as the server names it, in the server's own letter case.
 *
 * @param database the schema that holds the table
 * @param table the table's name without the schema
 */
public record TableName(String database, String table) {

  @Override
  public String toString() {
    return database + "." + table;
  }
}
