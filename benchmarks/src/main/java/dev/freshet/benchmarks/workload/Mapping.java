package dev.freshet.benchmarks.workload;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be in the pools.
 *
 * @param tables rows that are values as they are; none where values are made in another way, which
 *     only Freshet can do
 * @param freshet the same as lines of Freshet's configuration
 */
public record Mapping(List<MappedTable> tables, List<String> freshet) {

  /** Copies the lists. */
  public Mapping {
    tables = List.copyOf(tables);
    freshet = List.copyOf(freshet);
  }

  /** Each row of some tables as it is. */
  public static Mapping ofRows(List<MappedTable> tables) {
    List<String> lines = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (MappedTable table : tables) {
      String name = "table" + (names.size() + 1);
      names.add(name);
      lines.add("transformers." + name + ".type=row");
      lines.add("transformers." + name + ".table=" + table.name());
      lines.add("transformers." + name + ".key=" + table.keyPrefix() + "${id}");
      lines.add("transformers." + name + ".value=json");
    }
    lines.add("transformers=" + String.join(",", names));
    return new Mapping(tables, lines);
  }

  /** The names of the tables, separated by commas. */
  public String tableNames() {
    return String.join(",", tables.stream().map(MappedTable::name).toList());
  }
}
