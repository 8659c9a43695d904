package dev.freshet.transformers.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.query.ResultNode.Elements;
import dev.freshet.transformers.query.ResultNode.Leaf;
import dev.freshet.transformers.query.ResultNode.Members;
import dev.freshet.transformers.value.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups the rows of a join: columns named {@code photos.id} and {@code photos.title} become the
 * members of objects in an array {@code photos}, {@code photos.comments.text} those of arrays in
 * these. Rows whose columns outside of an array are the same share one object; a child of which all
 * columns are NULL, as an outer join has it, is none.
 */
final class NestedRows {

  /** The columns of one level, and the levels below it. */
  private static final class Level {
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final Map<String, Level> children = new LinkedHashMap<>();
    private final List<String> order = new ArrayList<>();

    void add(String name, int column) {
      int dot = name.indexOf('.');
      String member = dot < 0 ? name : name.substring(0, dot);
      if (!order.contains(member)) {
        order.add(member);
      } else if (dot < 0 || columns.containsKey(member)) {
        throw ResultShape.unfit("the query returns two columns that make the member " + member);
      }
      if (dot < 0) {
        columns.put(member, column);
      } else {
        children
            .computeIfAbsent(member, unused -> new Level())
            .add(name.substring(dot + 1), column);
      }
    }
  }

  /** An object of a level with what its rows have below it. */
  private static final class Entry {
    private final RowImage first;
    private final Map<String, Map<String, Entry>> children = new LinkedHashMap<>();

    Entry(RowImage first) {
      this.first = first;
    }
  }

  private final ByteBuilder identity = new ByteBuilder();
  private final JsonWriter writer = new JsonWriter(identity);

  private NestedRows() {}

  /** The object that the rows make. */
  static ResultNode of(QueryResult result) {
    Level root = new Level();
    List<Column> columns = result.columns();
    for (int i = 0; i < columns.size(); i++) {
      root.add(columns.get(i).name(), i);
    }
    NestedRows nested = new NestedRows();
    Map<String, Entry> parents = new LinkedHashMap<>();
    for (RowImage row : result.rows()) {
      nested.add(row, root, parents);
    }
    if (parents.size() != 1) {
      throw ResultShape.unfit(
          "the query returns %d different parents, where result=nested takes one"
              .formatted(parents.size()));
    }
    return node(root, parents.values().iterator().next());
  }

  private void add(RowImage row, Level level, Map<String, Entry> siblings) {
    Entry entry = siblings.computeIfAbsent(identityOf(row, level), unused -> new Entry(row));
    level.children.forEach(
        (name, child) -> {
          Map<String, Entry> below =
              entry.children.computeIfAbsent(name, unused -> new LinkedHashMap<>());
          if (!isAbsent(row, child)) {
            add(row, child, below);
          }
        });
  }

  private static boolean isAbsent(RowImage row, Level level) {
    return level.columns.values().stream().allMatch(row::isNull)
        && level.children.values().stream().allMatch(child -> isAbsent(row, child));
  }

  private String identityOf(RowImage row, Level level) {
    identity.clear();
    for (int column : level.columns.values()) {
      if (row.isNull(column)) {
        writer.writeNull();
      } else {
        row.write(column, writer);
      }
      identity.append(',');
    }
    return new String(identity.array(), 0, identity.length(), UTF_8);
  }

  private static ResultNode node(Level level, Entry entry) {
    Map<String, ResultNode> members = new LinkedHashMap<>();
    for (String name : level.order) {
      Integer column = level.columns.get(name);
      Level child = level.children.get(name);
      if (column != null) {
        members.put(name, new Leaf(entry.first, column));
      } else if (child != null) {
        List<ResultNode> elements = new ArrayList<>();
        entry
            .children
            .getOrDefault(name, Map.of())
            .values()
            .forEach(each -> elements.add(node(child, each)));
        members.put(name, new Elements(elements));
      }
    }
    return new Members(members);
  }
}
